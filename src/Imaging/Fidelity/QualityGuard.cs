using JpegReducer.Imaging.Fidelity.Scales;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// Decides from pixels whether a lossy result keeps the promise of its options. SSIMULACRA2 decides alone where the picture is
/// compared at all six sizes that the metric's weights were fitted to, from 113 pixels on the shorter side. Of smaller pictures
/// its score means less: the largest and the 95th percentile of color errors are bounded as well.
/// </summary>
internal static class QualityGuard
{
    // Allowed ΔE*ab at a promised score of 100, and what each point below it adds.
    private const double MaxAtBest = 4, MaxByPoint = 0.75;
    private const double Percentile95AtBest = 1.5, Percentile95ByPoint = 0.25;

    /// <summary>Measures a result against its source.</summary>
    /// <param name="reference">The source as a viewer shows it.</param>
    /// <param name="result">The result as a viewer shows it.</param>
    /// <param name="promise">What the options promise.</param>
    /// <returns>The measured score, and whether the result keeps the promise. Where the sizes differ it does not.</returns>
    public static GuardVerdict Judge(in RgbPicture reference, in RgbPicture result, ScorePromise promise)
    {
        if (reference.Width != result.Width || reference.Height != result.Height) return new GuardVerdict(default, KeepsPromise: false);

        double score = Score(reference, result);
        bool keeps = score >= promise.Minimum && (IsFullScale(reference.Width, reference.Height) || Allows(ColorErrors.Measure(reference, result), promise));
        return new GuardVerdict(new FidelityScore(score, Measured: true), keeps);
    }

    /// <summary>The same for decoded files.</summary>
    public static GuardVerdict Judge(DecodedPicture reference, DecodedPicture result, ScorePromise promise) =>
        Judge(reference.AsRgb(), result.AsRgb(), promise);

    /// <summary>Whether the metric compares a picture of this size at all its sizes.</summary>
    public static bool IsFullScale(int width, int height) => ScoreWeights.CountScales(width, height) == ScoreWeights.MaxScales;

    /// <summary>Whether the colors of a small picture are near enough to its source's.</summary>
    public static bool Allows(ColorErrors errors, ScorePromise promise)
    {
        double points = 100 - promise.Target;
        return errors.Max <= MaxAtBest + (MaxByPoint * points) && errors.Percentile95 <= Percentile95AtBest + (Percentile95ByPoint * points);
    }

    // The metric lets the reference say whether there is alpha; a result may also be the only one with it.
    private static double Score(in RgbPicture reference, in RgbPicture result)
    {
        double score = Ssimulacra2.Measure(reference, result);
        return result.HasAlpha && !reference.HasAlpha ? Math.Min(score, Ssimulacra2.Measure(result, reference)) : score;
    }
}

/// <summary>What a measurement of a lossy result found.</summary>
/// <param name="Score">SSIMULACRA2 against the source, as viewers show both files.</param>
/// <param name="KeepsPromise">Whether the result may be delivered.</param>
internal readonly record struct GuardVerdict(FidelityScore Score, bool KeepsPromise);
