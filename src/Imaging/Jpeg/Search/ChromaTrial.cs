using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Measuring;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Encodes a picture with half and with full resolution of chroma and compares bytes, SSIMULACRA2 and butteraugli.</summary>
internal static class ChromaTrial
{
    /// <summary>The typical exponents by which bytes decrease with the mapped errors and with the butteraugli 3-norm (docs/engine.md).</summary>
    private const double BytesByErrors = 0.7, BytesByDistance = 1.1;

    /// <summary>Larger pictures are not tried: their pixels would need more memory than refinement does.</summary>
    private const long MaxPixels = 4_000_000;

    /// <summary>Butteraugli needs memory for each column, whatever the height.</summary>
    private const int MaxWidth = 4_096;

    /// <summary>Above this, scores do not show differences; below the smallest distance, distances do not.</summary>
    private const double MaxScore = 99, MinDistance = 0.01;

    /// <summary>Whether a picture is small enough.</summary>
    public static bool IsAffordable(PictureSource source) =>
        source.Frame.Width <= MaxWidth && (long)source.Frame.Width * source.Frame.Height <= MaxPixels;

    /// <summary>Whether half resolution needs fewer bytes at equal quality, as the mean of both metrics.</summary>
    /// <param name="halved">The picture with halved chroma.</param>
    /// <param name="fullChroma">The same with the source's chroma.</param>
    /// <param name="allowed">The allowed mapped errors.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool IsHalvedSmaller(
        LossyRequantization halved, LossyRequantization fullChroma, double allowed, CancellationToken cancellationToken)
    {
        byte[] reference = PictureComparison.Render(halved.Source.View, halved.Frame.Width, halved.Frame.Height);
        float scale = ScaleSearch.Find(fullChroma, allowed, cancellationToken);
        return LogBytes(halved, scale, reference, cancellationToken) <= LogBytes(fullChroma, scale, reference, cancellationToken);
    }

    // The logarithm of the bytes expected at one quality for all, from those at a scale.
    private static double LogBytes(LossyRequantization picture, float scale, byte[] reference, CancellationToken cancellationToken)
    {
        (int width, int height) = (picture.Frame.Width, picture.Frame.Height);
        using JpegImage image = picture.Apply(scale, lambdaFactor: 1, out _, cancellationToken);
        byte[] pixels = PictureComparison.Render(PictureComparison.View(image), width, height);
        double distance = ButteraugliDistance.Measure(
            new RgbPicture(reference, width, height), new RgbPicture(pixels, width, height), cancellationToken).ThreeNorm;
        double errors = ScoreEstimate.Errors(Math.Min(PictureComparison.Measure(picture.Source, image, cancellationToken), MaxScore));
        return Log2(JpegWriter.Write(image, sequential: false, cancellationToken).Length)
            + (((BytesByErrors * Log2(errors)) + (BytesByDistance * Log2(Math.Max(distance, MinDistance)))) / 2);
    }

    private static float Log2(double value) => PortableMath.Log2((float)value);
}
