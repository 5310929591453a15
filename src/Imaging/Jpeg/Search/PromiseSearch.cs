using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Measuring;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Numerics;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>
/// Searches for a quantization that keeps the promise: first at the scale by the estimate, then at finer scales by
/// measurements.
/// </summary>
internal sealed class PromiseSearch : IDisposable
{
    private const int MaxAttempts = 5;

    /// <summary>The target of each attempt relative to the requested score, in points; later attempts have a larger margin.</summary>
    private static readonly double[] TargetOffsets = [0, -0.9, 0, 1, 2.5];

    /// <summary>Above this, scores do not indicate the slope.</summary>
    private const double MaxMeasured = 99;

    /// <summary>The assumed exponent by which errors grow with the scale, and the limits of a measured one.</summary>
    private const float AssumedSlope = 0.8f;
    private const float MinSlope = 0.35f;
    private const float MaxSlope = 1.6f;

    /// <summary>The smallest and the largest step to a finer scale, in powers of two.</summary>
    private const float MinStep = 0.1f;
    private const float MaxStep = 3;

    /// <summary>
    /// If half-resolution chroma causes this many times the allowed errors, the next attempt uses full-resolution chroma.
    /// </summary>
    private const double MaxErrorRatio = 1.5;

    /// <summary>Larger pictures are refined in the first attempt only, because of the time limit of an image.</summary>
    private const long MaxRetryRefinementPixels = 12_000_000;

    private readonly PictureSource _source;
    private readonly ReductionOptions _options;
    private readonly ScorePromise _promise;
    private readonly PromiseCheck _promiseCheck;
    private LossyRequantization _requantization;

    /// <param name="source">The picture, owned by the caller.</param>
    /// <param name="requantization">The prepared picture; owned by this object.</param>
    /// <param name="options">The quality, the effort and what else is retained.</param>
    public PromiseSearch(PictureSource source, LossyRequantization requantization, ReductionOptions options)
    {
        (_source, _requantization, _options) = (source, requantization, options);
        _promise = ScorePromise.Of(options);
        _promiseCheck = new PromiseCheck(source, _promise, options.Effort, requantization.IsSynthetic);
    }

    /// <summary>The estimated mapped errors caused by the source's own quantization.</summary>
    public double InheritedErrors => _requantization.InheritedErrors;

    /// <summary>The largest scale at which quantization is not coarser than the source's.</summary>
    public float SourceScale => _requantization.SourceScale;

    /// <summary>Runs the search.</summary>
    /// <param name="minScale">The search stops at finer scales.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The first result that keeps the promise, or <see langword="null"/> if none does.</returns>
    public Candidate? Find(float minScale, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(_promise.Target);
        float scale = PortableMath.Log2(ScaleSearch.Find(_requantization, allowed, cancellationToken));
        double expected = _requantization.CountsInheritedErrors ? allowed - _requantization.InheritedErrors : allowed;
        LogSecantSearch search = new(AssumedSlope, MinSlope, MaxSlope);
        for (int attempt = 0; attempt < MaxAttempts && PortableMath.Exp2(scale) >= minScale; attempt++)
        {
            Effort effort = attempt > 0 && (long)_source.Frame.Width * _source.Frame.Height > MaxRetryRefinementPixels
                ? Effort.Normal
                : _options.Effort;
            (Candidate? candidate, GuardVerdict verdict) = Attempt(PortableMath.Exp2(scale), minScale, expected, effort, cancellationToken);
            if (candidate is not null) return candidate;
            if (verdict == default) return null;

            expected = ScoreEstimate.Errors(Math.Min(_promise.Target + TargetOffsets[Math.Min(attempt + 1, TargetOffsets.Length - 1)], MaxMeasured));
            double measured = ScoreEstimate.Errors(Math.Min(verdict.Score.Value, MaxMeasured));
            float value = PortableMath.Log2((float)measured);
            search.Record(scale, value);
            float step = Math.Clamp(search.StepFor(value - PortableMath.Log2((float)expected)), MinStep, MaxStep);

            // The promise of a small picture also limits errors of single pixels, which the score does not show.
            if (measured <= expected) step = Math.Max(step, 1);
            float next = ScaleRange.ClampLog2(scale - step);
            if (next == scale) return null;
            scale = next;
            if (_requantization.IsHalved && (measured > MaxErrorRatio * expected || attempt > 1)) KeepFullChroma();
        }

        return null;
    }

    /// <summary>Quantizes at the finest scale, whatever the score.</summary>
    public Candidate MakeFinest(CancellationToken cancellationToken)
    {
        KeepFullChroma();
        using JpegImage finest =
            _requantization.Apply(PortableMath.Exp2(ScaleRange.ClampLog2(float.MinValue)), lambdaFactor: 0, out double errors, cancellationToken);
        byte[] file = JpegRepacker.Write(finest, _options.Baseline, cancellationToken);
        GuardVerdict verdict = _promiseCheck.Check(finest, ScoreEstimate.Score(errors), () => file, cancellationToken);
        return new Candidate(file, Exact: false) { Score = verdict.Score, IsVerified = true };
    }

    public void Dispose() => _requantization.Dispose();

    private (Candidate? Candidate, GuardVerdict Verdict) Attempt(
        float scale, float minScale, double expected, Effort effort, CancellationToken cancellationToken)
    {
        using PictureRefinement? refinement = PictureRefinement.TryRun(_requantization, scale, expected, effort, cancellationToken);
        if (refinement?.Scale < minScale) return default;
        double errors;
        using JpegImage coarser = refinement?.Apply(lambdaFactor: 1, out errors, cancellationToken)
            ?? _requantization.Apply(scale, lambdaFactor: 1, out errors, cancellationToken);
        byte[]? file = null;
        GuardVerdict verdict = _promiseCheck.Check(coarser, ScoreEstimate.Score(errors), Write, cancellationToken);
        return (verdict.KeepsPromise ? new Candidate(Write(), Exact: false) { Score = verdict.Score, IsVerified = true } : null, verdict);

        byte[] Write() => file ??= JpegRepacker.Write(coarser, _options.Baseline, cancellationToken);
    }

    private void KeepFullChroma()
    {
        if (!_requantization.IsHalved) return;
        bool counts = _requantization.CountsInheritedErrors;
        _requantization.Dispose();
        _requantization = LossyEncoding.PrepareFullChroma(_source, counts);
    }
}
