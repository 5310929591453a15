using JpegReducer.Imaging.Fidelity.Scales;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// Decides from pixels whether a lossy result keeps the promise of its options. SSIMULACRA2 alone decides if the picture is compared
/// at all six scales that the metric's weights were fitted to, from 113 pixels on the shorter side. For smaller pictures, where the
/// score is less reliable, the largest color error and its 95th percentile are limited as well.
/// </summary>
internal static class QualityGuard
{
    // The allowed ΔE*ab at a promised score of 100, and the increase per point below it.
    private const double MaxAtBest = 4, MaxByPoint = 0.75;
    private const double Percentile95AtBest = 1.5, Percentile95ByPoint = 0.25;

    /// <summary>Measures a result against its source.</summary>
    /// <param name="reference">The source as viewers show it.</param>
    /// <param name="result">The result as viewers show it.</param>
    /// <param name="promise">The promise.</param>
    /// <returns>The measured score, and whether the result keeps the promise. It does not if the sizes differ.</returns>
    public static GuardVerdict Judge(in RgbPicture reference, in RgbPicture result, ScorePromise promise)
    {
        if (reference.Width != result.Width || reference.Height != result.Height) return new GuardVerdict(default, KeepsPromise: false);

        double score = Score(reference, result);
        bool keeps = score >= promise.Minimum
            && (IsFullScale(reference.Width, reference.Height) || Allows(ColorErrors.Measure(reference, result), promise));
        return new GuardVerdict(new FidelityScore(score, Measured: true), keeps);
    }

    /// <summary>Measures a decoded result against its decoded source.</summary>
    public static GuardVerdict Judge(DecodedPicture reference, DecodedPicture result, ScorePromise promise) =>
        Judge(reference.AsRgb(), result.AsRgb(), promise);

    /// <summary>Whether the metric compares a picture of this size at all six scales.</summary>
    public static bool IsFullScale(int width, int height) => ScoreWeights.CountScales(width, height) == ScoreWeights.MaxScales;

    /// <summary>Whether the colors of a small picture are close enough to those of its source.</summary>
    public static bool Allows(ColorErrors errors, ScorePromise promise)
    {
        double points = 100 - promise.Target;
        return errors.Max <= MaxAtBest + (MaxByPoint * points) && errors.Percentile95 <= Percentile95AtBest + (Percentile95ByPoint * points);
    }

    // The metric checks only the reference for alpha; the result alone may have it, too.
    private static double Score(in RgbPicture reference, in RgbPicture result)
    {
        double score = Ssimulacra2.Measure(reference, result);
        return result.HasAlpha && !reference.HasAlpha ? Math.Min(score, Ssimulacra2.Measure(result, reference)) : score;
    }
}

/// <summary>The outcome of measuring a lossy result.</summary>
/// <param name="Score">SSIMULACRA2 against the source, as viewers show both files.</param>
/// <param name="KeepsPromise">Whether the result may be delivered.</param>
internal readonly record struct GuardVerdict(FidelityScore Score, bool KeepsPromise);
