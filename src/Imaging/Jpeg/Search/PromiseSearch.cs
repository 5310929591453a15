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
/// Searches for a coarser picture that keeps its promise: first at the scale that the estimate leads to, then at finer ones, as
/// far as measurements say.
/// </summary>
internal sealed class PromiseSearch : IDisposable
{
    private const int MaxAttempts = 5;

    /// <summary>Where to aim after a failed attempt, in points from the score aimed at; later attempts leave more room.</summary>
    private static readonly double[] AimOffsets = [0, -0.9, 0, 1, 2.5];

    /// <summary>Above this a score tells nothing of the slope.</summary>
    private const double MaxMeasured = 99;

    /// <summary>Errors grow about so with the scale, in powers of two; two measurements tell better, within reason.</summary>
    private const float UsualSlope = 0.8f;
    private const float MinSlope = 0.35f;
    private const float MaxSlope = 1.6f;

    /// <summary>The smallest and the largest step to a finer scale, in powers of two.</summary>
    private const float MinStep = 0.1f;
    private const float MaxStep = 3;

    /// <summary>Where chroma of half the resolution leaves so many times the errors allowed, the next attempt keeps it whole.</summary>
    private const double TooManyErrors = 1.5;

    /// <summary>Pictures of more pixels are refined in the first attempt only, so that the time for one image holds.</summary>
    private const long RefinedAgainPixels = 12_000_000;

    private readonly PictureSource _source;
    private readonly ReductionOptions _options;
    private readonly ScorePromise _promise;
    private readonly ResultJudge _judge;
    private LossyRequantization _requantization;

    /// <param name="source">The picture, which stays the caller's.</param>
    /// <param name="requantization">The picture prepared; becomes this object's.</param>
    /// <param name="options">The quality, the effort and what else is carried over.</param>
    public PromiseSearch(PictureSource source, LossyRequantization requantization, ReductionOptions options)
    {
        (_source, _requantization, _options) = (source, requantization, options);
        _promise = ScorePromise.Of(options);
        _judge = new ResultJudge(source, _promise, options.Effort, requantization.IsSynthetic);
    }

    /// <summary>The estimated sum of errors that the source's own quantization made.</summary>
    public double InheritedErrors => _requantization.InheritedErrors;

    /// <summary>The scale up to which quantization is no coarser than the source's.</summary>
    public float SourceScale => _requantization.SourceScale;

    /// <summary>Searches.</summary>
    /// <param name="leastScale">A finer scale is not worth it.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The first picture that keeps the promise, or <see langword="null"/> where none does.</returns>
    public Candidate? Find(float leastScale, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(_promise.Target);
        float scale = PortableMath.Log2(ScaleSearch.Find(_requantization, allowed, cancellationToken));
        double expected = _requantization.CountsInheritedErrors ? allowed - _requantization.InheritedErrors : allowed;
        LogSecantSearch search = new(UsualSlope, MinSlope, MaxSlope);
        for (int attempt = 0; attempt < MaxAttempts && PortableMath.Exp2(scale) >= leastScale; attempt++)
        {
            Effort effort = attempt > 0 && (long)_source.Frame.Width * _source.Frame.Height > RefinedAgainPixels ? Effort.Normal : _options.Effort;
            (Candidate? candidate, GuardVerdict verdict) = Attempt(PortableMath.Exp2(scale), leastScale, expected, effort, cancellationToken);
            if (candidate is not null) return candidate;
            if (verdict == default) return null;

            expected = ScoreEstimate.Errors(Math.Min(_promise.Target + AimOffsets[Math.Min(attempt + 1, AimOffsets.Length - 1)], MaxMeasured));
            double measured = ScoreEstimate.Errors(Math.Min(verdict.Score.Value, MaxMeasured));
            float value = PortableMath.Log2((float)measured);
            search.Record(scale, value);
            float step = Math.Clamp(search.StepFor(value - PortableMath.Log2((float)expected)), MinStep, MaxStep);

            // What a small picture has in single pixels that are wrong is not in its score.
            if (measured <= expected) step = Math.Max(step, 1);
            float next = ScaleRange.ClampLog2(scale - step);
            if (next == scale) return null;
            scale = next;
            if (_requantization.IsHalved && (measured > TooManyErrors * expected || attempt > 1)) KeepChromaWhole();
        }

        return null;
    }

    /// <summary>Makes the finest picture, whatever its score.</summary>
    public Candidate MakeFinest(CancellationToken cancellationToken)
    {
        KeepChromaWhole();
        using JpegImage finest = _requantization.Apply(PortableMath.Exp2(ScaleRange.ClampLog2(float.MinValue)), price: 0, out double errors, cancellationToken);
        byte[] file = JpegRepacker.Write(finest, _options.Baseline, cancellationToken);
        return new Candidate(file, Exact: false) { Score = _judge.Judge(finest, ScoreEstimate.Score(errors), () => file, cancellationToken).Score, IsVerified = true };
    }

    public void Dispose() => _requantization.Dispose();

    private (Candidate? Candidate, GuardVerdict Verdict) Attempt(float scale, float leastScale, double expected, Effort effort, CancellationToken cancellationToken)
    {
        using PictureRefinement? refinement = PictureRefinement.TryRun(_requantization, scale, expected, effort, cancellationToken);
        if (refinement?.Scale < leastScale) return default;
        double errors;
        using JpegImage coarser = refinement?.Apply(price: 1, out errors, cancellationToken) ?? _requantization.Apply(scale, price: 1, out errors, cancellationToken);
        byte[]? file = null;
        GuardVerdict verdict = _judge.Judge(coarser, ScoreEstimate.Score(errors), Write, cancellationToken);
        return (verdict.KeepsPromise ? new Candidate(Write(), Exact: false) { Score = verdict.Score, IsVerified = true } : null, verdict);

        byte[] Write() => file ??= JpegRepacker.Write(coarser, _options.Baseline, cancellationToken);
    }

    private void KeepChromaWhole()
    {
        if (!_requantization.IsHalved) return;
        bool counts = _requantization.CountsInheritedErrors;
        _requantization.Dispose();
        _requantization = LossyEncoding.Whole(_source, counts);
    }
}
