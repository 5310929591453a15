using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Jpeg.Measuring;

/// <summary>
/// Decides whether results of one source keep a promise. Small pictures, synthetic ones, and those with a higher effort are measured
/// as a whole; large photographs by a sample if its error bound does not affect the decision, else by a denser sample, and if that
/// is inconclusive too, or contradicts the estimate from coefficients, also as a whole.
/// </summary>
/// <param name="source">The source, owned by the caller.</param>
/// <param name="promise">The promise.</param>
/// <param name="effort">The effort of the reduction.</param>
/// <param name="isSynthetic">Whether much of the picture is perfectly flat, as in screenshots and drawings.</param>
internal sealed class PromiseCheck(PictureSource source, ScorePromise promise, Effort effort, bool isSynthetic)
{
    /// <summary>Up to this number of pixels, rendered pictures are kept in memory; takes some 30 ms.</summary>
    private const long SmallPixels = 500_000;

    /// <summary>Up to this number of pixels, pictures are measured as a whole: some 90 ms, little more than a dense sample.</summary>
    private const long MediumPixels = 2_000_000;

    /// <summary>The maximum effect of a color profile or an orientation on a score, in points.</summary>
    private const double ConversionMargin = 1.5;

    /// <summary>If approximation and estimate differ by more points, one of them is wrong.</summary>
    private const double Disagreement = 5;

    private readonly bool _looksAsStored = LooksAsStored(source);
    private byte[]? _rendered;
    private DecodedPicture? _decoded;

    /// <summary>Measures a picture.</summary>
    /// <param name="result">The picture.</param>
    /// <param name="estimate">The estimate of the score from coefficients.</param>
    /// <param name="file">Encodes the result; called only if it has to be decoded for the measurement.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The score, and whether the promise is kept, which is false if nothing can be measured.</returns>
    public GuardVerdict Check(JpegImage result, double estimate, Func<byte[]> file, CancellationToken cancellationToken)
    {
        (int width, int height) = (source.Frame.Width, source.Frame.Height);
        bool isSmall = (long)width * height <= SmallPixels || !QualityGuard.IsFullScale(width, height);
        bool isMedium = (long)width * height <= MediumPixels;
        bool canApproximate = effort == Effort.Normal && !isSynthetic && !isSmall && !isMedium
            && PictureComparison.CanApproximate(source.Frame, result.Frame);
        if (source.IsRenderable && canApproximate && Approximate(result, estimate, cancellationToken) is { } approximated) return approximated;

        if (!source.IsRenderable || !_looksAsStored)
        {
            if (CheckDecoded(file, cancellationToken) is { } decoded) return decoded;
            if (!source.IsRenderable) return default;
        }

        if (isSmall)
        {
            _rendered ??= PictureComparison.Render(source.View, width, height);
            byte[] rendered = PictureComparison.Render(PictureComparison.View(result), width, height);
            GuardVerdict verdict = QualityGuard.Judge(new RgbPicture(_rendered, width, height), new RgbPicture(rendered, width, height), promise);
            return verdict with { Score = verdict.Score with { Measured = _looksAsStored } };
        }

        return Verdict(PictureComparison.Measure(source, result, cancellationToken), Margin, _looksAsStored);
    }

    private double Margin => _looksAsStored ? 0 : ConversionMargin;

    // Null if the approximation is inconclusive.
    private GuardVerdict? Approximate(JpegImage result, double estimate, CancellationToken cancellationToken)
    {
        double coarse = PictureComparison.ApproximateCoarse(source, result, cancellationToken);
        foreach (bool isDense in (ReadOnlySpan<bool>)[false, true])
        {
            double score = Ssimulacra2.ScoreOf(coarse + PictureComparison.ApproximateFine(source, result, isDense, cancellationToken));
            if (Math.Abs(score - estimate) > Disagreement) return null;

            ApproximationError error = ApproximationError.Of(source.Frame, result.Frame, score, isDense);
            bool keeps = score >= promise.Minimum + Margin + error.Above;
            if (keeps || score < promise.Minimum - Margin - error.Below) return new GuardVerdict(new FidelityScore(score, Measured: false), keeps);
        }

        return null;
    }

    private GuardVerdict Verdict(double score, double margin, bool isMeasured) =>
        new(new FidelityScore(score, isMeasured), score >= promise.Minimum + margin);

    private GuardVerdict? CheckDecoded(Func<byte[]> file, CancellationToken cancellationToken)
    {
        if (source.Decode is null) return null;
        try
        {
            _decoded ??= source.Decode(cancellationToken);
            return QualityGuard.Judge(_decoded, DecodedPicture.Decode(file(), JpegDescription.Loader, cancellationToken), promise);
        }
        catch (VipsException) when (!cancellationToken.IsCancellationRequested)
        {
            // The library rejects some files with harmless errors that our decoder accepts.
            return null;
        }
    }

    // A color profile changes the displayed colors, an orientation the order of pixels.
    private static bool LooksAsStored(PictureSource source) => !source.Metadata.Any(segment =>
        segment.Is(Marker.App2, "ICC_PROFILE\0"u8)
        || (segment.Is(Marker.App1, "Exif\0\0"u8) && Exif.Orientation(segment.Content.Span["Exif\0\0"u8.Length..]) != Exif.Upright));
}
