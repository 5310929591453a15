using System.Buffers;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>
/// Derivatives by a component's coefficients, from those by pixels: back through color conversion, through the mixing of
/// neighbours where samples are fewer than pixels, and through the inverse transform, which is orthonormal.
/// </summary>
internal sealed class ComponentDerivatives : IDisposable
{
    private const int Side = DctBasis.Side;

    private readonly int _left;
    private readonly int _top;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _bySamples;

    /// <param name="gradient">The derivatives by red, green and blue of a part of the picture.</param>
    /// <param name="part">That part; its corner lies on whole samples.</param>
    /// <param name="geometry">How the component lies under the picture.</param>
    /// <param name="shares">How much of the primaries the component moves.</param>
    public ComponentDerivatives(ErrorGradient gradient, PicturePart part, ComponentGeometry geometry, (float Red, float Green, float Blue) shares)
    {
        (_left, _top) = (geometry.Across.At(part.Left), geometry.Down.At(part.Top));
        _width = Math.Min(geometry.Across.Count(part.Right), geometry.Width) - _left;
        _height = Math.Min(geometry.Down.Count(part.Bottom), geometry.Height) - _top;
        _bySamples = ArrayPool<float>.Shared.Rent(_width * _height);
        _bySamples.AsSpan(0, _width * _height).Clear();

        float[] pixels = new float[part.Width];
        float[] samples = new float[_width];
        for (int y = 0; y < part.Height; y++)
        {
            ReadOnlySpan<float> red = gradient[0][y], green = gradient[1][y], blue = gradient[2][y];
            for (int x = 0; x < pixels.Length; x++) pixels[x] = (shares.Red * red[x]) + (shares.Green * green[x]) + (shares.Blue * blue[x]);
            GatherAcross(pixels, part.Left, geometry, samples);
            if (geometry.MixesDown)
            {
                AddRow(geometry.Down.At(part.Top + y), 0.75f, samples);
                AddRow(SampleRatio.Beside(part.Top + y, geometry.Height), 0.25f, samples);
            }
            else
            {
                AddRow(geometry.Down.At(part.Top + y), 1, samples);
            }
        }
    }

    /// <summary>The derivatives by the coefficients of one block, row by row; samples outside the picture move nothing.</summary>
    public void OfBlock(int row, int column, Span<float> derivatives)
    {
        Span<float> samples = stackalloc float[Side * Side];
        samples.Clear();
        int x = (column * Side) - _left;
        int y = (row * Side) - _top;
        int width = Math.Min(Side, _width - x);
        int height = Math.Min(Side, _height - y);
        for (int i = 0; i < height; i++) _bySamples.AsSpan(((y + i) * _width) + x, width).CopyTo(samples[(i * Side)..]);
        ForwardDct.Transform(samples, derivatives);
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_bySamples);

    private void GatherAcross(ReadOnlySpan<float> pixels, int left, ComponentGeometry geometry, float[] samples)
    {
        SampleRatio across = geometry.Across;
        if (across.IsWhole)
        {
            pixels.CopyTo(samples);
            return;
        }

        Array.Clear(samples);
        for (int i = 0; i < pixels.Length; i++)
        {
            int near = across.At(left + i) - _left;
            if (!geometry.MixesAcross)
            {
                samples[near] += pixels[i];
                continue;
            }

            samples[near] += 0.75f * pixels[i];

            // What lies in the next part is counted there.
            int far = SampleRatio.Beside(left + i, geometry.Width) - _left;
            if ((uint)far < (uint)samples.Length) samples[far] += 0.25f * pixels[i];
        }
    }

    private void AddRow(int y, float share, float[] samples)
    {
        if ((uint)(y - _top) >= (uint)_height) return;
        Span<float> row = _bySamples.AsSpan((y - _top) * _width, _width);
        for (int x = 0; x < row.Length; x++) row[x] += share * samples[x];
    }
}
