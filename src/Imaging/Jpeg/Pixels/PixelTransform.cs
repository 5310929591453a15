using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Parts;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Converts pixels to coefficients: luminance and color differences (T.871, 7), level shift, forward DCT.</summary>
/// <remarks>
/// Coefficients are kept in units of <see cref="ChromaSubsampling.ResultStep"/>, which are fine enough to round nothing away.
/// </remarks>
internal static class PixelTransform
{
    private const int Side = DctBasis.Side;
    private const float LevelShift = 128;

    // For each component the weights of red, green and blue.
    private static readonly float[][] Shares =
    [
        [0.299f, 0.587f, 0.114f],
        [-0.168735892f, -0.331264108f, 0.5f],
        [0.5f, -0.418687589f, -0.081312411f],
    ];

    /// <summary>Transforms a picture.</summary>
    /// <param name="picture">The pixels.</param>
    /// <param name="cancellationToken">Checked once per row of blocks.</param>
    /// <returns>One component if the picture is gray, else three of full resolution. The planes are owned by the caller.</returns>
    public static PictureSource Transform(PixelPicture picture, CancellationToken cancellationToken)
    {
        bool isGray = picture.IsGray();
        FrameHeader frame =
            new(JpegProcess.Baseline, picture.Width, picture.Height, isGray ? [Component(1)] : [Component(1), Component(2), Component(3)]);
        int across = frame.McusAcross;
        CoefficientPlane[] planes = [.. frame.Components.Select(component => CoefficientPlane.For(frame, component))];
        float[] rows = new float[planes.Length * Side * across * Side];
        for (int row = 0; row < frame.McusDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int y = 0; y < Side; y++)
            {
                ReadOnlySpan<byte> pixels = picture.Row(Math.Min((row * Side) + y, picture.Height - 1));
                for (int i = 0; i < planes.Length; i++)
                {
                    Span<float> samples = rows.AsSpan(((i * Side) + y) * across * Side, across * Side);
                    if (isGray) TakeGray(pixels, picture.Bands, samples[..picture.Width]);
                    else Mix(pixels, Shares[i], i == 0 ? LevelShift : 0, samples[..picture.Width]);

                    // The last block is padded with the edge pixel, which costs least.
                    samples[picture.Width..].Fill(samples[picture.Width - 1]);
                }
            }

            for (int i = 0; i < planes.Length; i++) TransformRow(rows.AsSpan(i * Side * across * Side, Side * across * Side), planes[i].Row(row));
        }

        return new PictureSource(
            frame, [.. planes.Select(plane => new SourceComponent(plane, ChromaSubsampling.ResultSteps))], !isGray, new PixelView(picture))
        {
            IsExact = true,
            Metadata = [MetadataFilter.NewJfif],
        };
    }

    private static FrameComponent Component(byte id) => new(id, 1, 1, id == 1 ? 0 : id - 1);

    private static void TakeGray(ReadOnlySpan<byte> pixels, int bands, Span<float> samples)
    {
        for (int x = 0; x < samples.Length; x++) samples[x] = pixels[x * bands] - LevelShift;
    }

    private static void Mix(ReadOnlySpan<byte> pixels, float[] shares, float shift, Span<float> samples)
    {
        (float red, float green, float blue) = (shares[0], shares[1], shares[2]);
        for (int x = 0; x < samples.Length; x++)
            samples[x] = (red * pixels[3 * x]) + (green * pixels[(3 * x) + 1]) + (blue * pixels[(3 * x) + 2]) - shift;
    }

    private static void TransformRow(ReadOnlySpan<float> samples, Span<short> blocks)
    {
        int stride = samples.Length / Side;
        Span<float> block = stackalloc float[CoefficientPlane.BlockLength];
        Span<float> coefficients = stackalloc float[CoefficientPlane.BlockLength];
        Span<int> rounded = stackalloc int[CoefficientPlane.BlockLength];
        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        for (int x = 0; x < stride; x += Side)
        {
            for (int y = 0; y < Side; y++) samples.Slice((y * stride) + x, Side).CopyTo(block[(y * Side)..]);
            ForwardDct.Transform(block, coefficients);
            for (int k = 0; k < rounded.Length; k += Vector256<float>.Count)
            {
                Vector256<float> units = Vector256.Create<float>(coefficients[k..]) * (1 / ChromaSubsampling.ResultStep);
                Vector256.ConvertToInt32(Vector256.Round(units)).CopyTo(rounded[k..]);
            }

            Span<short> result = blocks.Slice(x * Side, CoefficientPlane.BlockLength);
            for (int k = 0; k < result.Length; k++) result[k] = (short)rounded[natural[k]];
        }
    }
}
