using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Fidelity.Scales;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>Measures SSIMULACRA2 of a result against its source from the coefficients of both, without encoding a file.</summary>
internal static class PictureComparison
{
    /// <summary>The first scale that is computed from the picture at a quarter of its size.</summary>
    private const int QuarterScale = 2;

    /// <summary>The ratio of the errors of the whole picture to those of tiles, whose seams hide some.</summary>
    private const double SeamCorrection = 1.03;

    /// <summary>Whether a picture can be measured by <see cref="ApproximateCoarse"/> and <see cref="ApproximateFine"/>.</summary>
    public static bool CanApproximate(FrameHeader source, FrameHeader result) =>
        Math.Min(source.Width, source.Height) >= 4 * TileSample.Side && QuarterRenderer.Supports(source) && QuarterRenderer.Supports(result);

    /// <summary>The score as it is measured on decoded pictures in sRGB.</summary>
    public static double Measure(PictureSource source, JpegImage result, CancellationToken cancellationToken)
    {
        int scales = ScoreWeights.CountScales(source.Frame.Width, source.Frame.Height);
        using BandPairs rows = BandPairs.Whole(source.View, View(result), source.Frame.Width, source.Frame.Height);
        return Ssimulacra2.ScoreOf(Ssimulacra2.WeightedErrors(rows, 0, scales, scales, cancellationToken));
    }

    /// <summary>
    /// The weighted errors of the four coarser scales, at a fifth of the time: read from the whole picture at a quarter of its size.
    /// </summary>
    public static double ApproximateCoarse(PictureSource source, JpegImage result, CancellationToken cancellationToken)
    {
        using QuarterRenderer reference = new(source.Frame, [.. source.Components.Select(component => (component.Plane, component.Steps))]);
        using QuarterRenderer distorted = new(
            result.Frame, [.. result.Components.Select(component => (component.Plane, Array.ConvertAll(component.Steps, step => (float)step)))]);
        return Ssimulacra2.WeightedErrors(
            new QuarterPairs(reference, distorted), QuarterScale, ScoreWeights.MaxScales, ScoreWeights.MaxScales, cancellationToken);
    }

    /// <summary>
    /// The weighted errors of the two finest scales in a sample of tiles: at these scales, photographs are similar everywhere.
    /// </summary>
    public static double ApproximateFine(PictureSource source, JpegImage result, bool isDense, CancellationToken cancellationToken)
    {
        using BandPairs tiles = new(source.View, View(result), TileSample.Of(source.Frame.Width, source.Frame.Height, isDense));
        return SeamCorrection * Ssimulacra2.WeightedErrors(tiles, 0, QuarterScale, ScoreWeights.MaxScales, cancellationToken);
    }

    /// <summary>Renders a picture.</summary>
    public static PictureRenderer View(JpegImage image) =>
        new(image.Frame, [.. image.Components.Select(component => (component.Plane, component.Steps))]);

    /// <summary>The pixels of a picture: red, green and blue, row by row.</summary>
    public static byte[] Render(IPictureView view, int width, int height)
    {
        using TilePixels pixels = new(width, height);
        view.Render(new PictureRegion(0, 0, width, height), pixels);
        byte[] samples = new byte[3 * width * height];
        for (int primary = 0; primary < 3; primary++)
        {
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> row = pixels.Row(primary, y);
                Span<byte> target = samples.AsSpan(3 * y * width);
                for (int x = 0; x < width; x++) target[(3 * x) + primary] = row[x];
            }
        }

        return samples;
    }
}
