using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>The visual quality that options promise for a lossy result, as SSIMULACRA2 of the result against the source.</summary>
/// <param name="Target">The score that the quantizer aims for.</param>
/// <param name="Minimum">The lowest measured score that is delivered.</param>
internal readonly record struct ScorePromise(double Target, double Minimum)
{
    /// <summary>The tolerance below the target, in points.</summary>
    public const double Tolerance = 2;

    private const int Lossy = 78;
    private const int Glossy = 88;

    /// <summary>Identical pictures score 100: a lossy result has to target less.</summary>
    private const double HighestTarget = 99.5;

    /// <summary>
    /// The promise of a lossy mode or a quality, which has the <see cref="Tolerance"/>, or of a target score, which has none.
    /// <see cref="ReductionMode.Lossless"/> promises no score: the options must have a lossy mode, a quality or a target.
    /// </summary>
    public static ScorePromise Of(ReductionOptions options)
    {
        if (options.TargetScore is { } exact) return new ScorePromise(exact, exact);

        double target = options.Quality ?? (options.Mode == ReductionMode.Glossy ? Glossy : Lossy);
        return new ScorePromise(Math.Min(target, HighestTarget), target - Tolerance);
    }
}
