using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>Renders regions of a picture as decoders do: gray, or Y, Cb and Cr (T.871), with interpolated chroma.</summary>
/// <param name="frame">The sampling of the components.</param>
/// <param name="components">For each component its coefficients and quantization steps.</param>
internal sealed class PictureRenderer(FrameHeader frame, IReadOnlyList<(CoefficientPlane Plane, ushort[] Steps)> components) : IPictureView
{
    // T.871, 7; as multiples of 1/65536.
    private const float RedOfCr = 1.402f, GreenOfCb = 0.344136286f, GreenOfCr = 0.714136286f, BlueOfCb = 1.772f;
    private const int Bits = 16;
    private const int WholeRedOfCr = 91_881, WholeGreenOfCb = 22_554, WholeGreenOfCr = 46_802, WholeBlueOfCb = 116_130;
    private const int Half = 1 << (Bits - 1);
    private const int Middle = 128;

    public void Render(PictureRegion part, TilePixels pixels)
    {
        ComponentSamples[] samples = [.. components.Select((component, i) =>
            new ComponentSamples(component.Plane, component.Steps, ComponentGeometry.Of(frame, frame.Components[i]), part))];
        int[] rows = new int[samples.Length * part.Width];
        int[] mixed = new int[samples.Max(component => component.Stride)];
        for (int y = 0; y < part.Height; y++)
        {
            for (int i = 0; i < samples.Length; i++) samples[i].WriteRow(part.Top + y, part.Left, mixed, rows.AsSpan(i * part.Width, part.Width));
            Span<byte> red = pixels.Row(0, y), green = pixels.Row(1, y), blue = pixels.Row(2, y);
            if (samples.Length == 1) WriteGray(rows, red, green, blue);
            else WriteColor(
                rows.AsSpan(0, part.Width), rows.AsSpan(part.Width, part.Width), rows.AsSpan(2 * part.Width, part.Width), red, green, blue);
        }

        foreach (ComponentSamples component in samples) component.Dispose();
    }

    /// <summary>The derivatives of red, green and blue with respect to a component.</summary>
    /// <param name="index">The index of the component.</param>
    /// <param name="count">The number of components.</param>
    public static (float Red, float Green, float Blue) ColorWeights(int index, int count) => (count, index) switch
    {
        (1, _) or (_, 0) => (1, 1, 1),
        (_, 1) => (0, -GreenOfCb, BlueOfCb),
        _ => (RedOfCr, -GreenOfCr, 0),
    };

    private static void WriteGray(ReadOnlySpan<int> luma, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        for (int x = 0; x < red.Length; x++) red[x] = (byte)luma[x];
        red.CopyTo(green);
        red.CopyTo(blue);
    }

    private static void WriteColor(
        ReadOnlySpan<int> luma, ReadOnlySpan<int> cb, ReadOnlySpan<int> cr, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        for (int x = 0; x < red.Length; x++)
        {
            int y = luma[x];
            int b = cb[x] - Middle;
            int r = cr[x] - Middle;
            red[x] = ToByte(y + (((WholeRedOfCr * r) + Half) >> Bits));
            green[x] = ToByte(y + ((Half - (WholeGreenOfCb * b) - (WholeGreenOfCr * r)) >> Bits));
            blue[x] = ToByte(y + (((WholeBlueOfCb * b) + Half) >> Bits));
        }
    }

    private static byte ToByte(int value) => (byte)Math.Clamp(value, 0, 255);
}
