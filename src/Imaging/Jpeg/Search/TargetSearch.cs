using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Numerics;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>Finds the smallest file with at least a target score, with few measurements.</summary>
internal static class TargetSearch
{
    private const int MaxMeasurements = 3;

    /// <summary>The margin above the target, in points: a file below the target is useless.</summary>
    private const double Margin = 0.35;

    /// <summary>A file at most this far above the target is accepted.</summary>
    private const double NearEnough = 0.7;

    /// <summary>Above this, scores do not indicate the slope.</summary>
    private const double MaxMeasured = 99;

    /// <summary>The assumed exponent by which errors grow with the scale, and the limits of a measured one.</summary>
    private const float AssumedSlope = 0.8f;
    private const float MinSlope = 0.4f;
    private const float MaxSlope = 1.6f;

    /// <summary>The exponent by which errors grow with the Lagrange multiplier.</summary>
    private const float LambdaSlope = 0.2f;

    /// <summary>
    /// Deviations up to this, in powers of two of the errors, are corrected by the Lagrange multiplier: steps are integers, so that the
    /// errors jump with the scale. Larger deviations, or those that the multiplier did not correct, are corrected by the scale.
    /// </summary>
    private const float LambdaReach = 0.08f;

    /// <summary>
    /// The additional margin of the last attempt if none has reached the target, in powers of two: by scale and by Lagrange multiplier.
    /// </summary>
    private const float LastMargin = 0.07f;
    private const float LastLambdaMargin = 0.03f;

    /// <summary>Searches from the scale at which the estimate meets the target.</summary>
    /// <param name="reference">The source's pixels.</param>
    /// <param name="requantization">The source's coefficients.</param>
    /// <param name="options">The target and what else is retained.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The smallest file found, or <see langword="null"/> if none reached the target.</returns>
    public static Candidate? Find(
        DecodedPicture reference, LossyRequantization requantization, ReductionOptions options, CancellationToken cancellationToken)
    {
        double target = options.TargetScore!.Value;
        double targetScore = Math.Min(target + Margin, (target + 100) / 2);
        float targetErrors = PortableMath.Log2((float)ScoreEstimate.Errors(targetScore));
        using Attempts attempts = new(requantization, options.Effort, ScoreEstimate.Errors(targetScore), cancellationToken);
        Candidate? smallest = null;
        LogSecantSearch search = new(AssumedSlope, MinSlope, MaxSlope);
        SearchBracket bracket = new(targetErrors);
        for (int i = 0; i < MaxMeasurements; i++)
        {
            using JpegImage coarser = attempts.Make(cancellationToken);
            if (Measure(coarser, reference, options, cancellationToken) is not var (candidate, keepsPromise)) return null;
            double score = candidate.Score!.Value.Value;
            if (keepsPromise && !(smallest?.Bytes.Length < candidate.Bytes.Length)) smallest = candidate;
            if (keepsPromise && score <= target + NearEnough) break;

            float value = PortableMath.Log2((float)ScoreEstimate.Errors(Math.Min(score, MaxMeasured)));
            bool isLastChance = i == MaxMeasurements - 2 && smallest is null;
            if (attempts.LogLambda == 0 && MathF.Abs(targetErrors - value) <= LambdaReach)
            {
                attempts.LogLambda = (targetErrors - value - (isLastChance ? LastLambdaMargin : 0)) / LambdaSlope;
                continue;
            }

            search.Record(attempts.Scale, value);
            bracket.Record(attempts.Scale, value);
            float next = attempts.Scale + search.StepFor(targetErrors - value - (isLastChance ? LastMargin : 0));
            attempts.Scale = bracket.Contains(next) ? next : bracket.Interpolate(LastMargin);
        }

        return smallest;
    }

    private static (Candidate Candidate, bool KeepsPromise)? Measure(
        JpegImage coarser, DecodedPicture reference, ReductionOptions options, CancellationToken cancellationToken)
    {
        byte[] file = JpegRepacker.Write(coarser, options.Baseline, cancellationToken);
        DecodedPicture picture = DecodedPicture.Decode(file, JpegDescription.Loader, cancellationToken);

        // If an orientation is damaged, the library may have applied it to one picture only.
        if ((picture.Width, picture.Height) != (reference.Width, reference.Height)) return null;

        GuardVerdict verdict = QualityGuard.Judge(reference, picture, ScorePromise.Of(options));
        return (new Candidate(file, Exact: false) { Score = verdict.Score, IsVerified = true }, verdict.KeepsPromise);
    }

    /// <summary>
    /// Quantizes the picture at any scale and Lagrange multiplier; refined again if the effort requires it and the scale has changed.
    /// </summary>
    private sealed class Attempts : IDisposable
    {
        private readonly LossyRequantization _requantization;
        private readonly Effort _effort;
        private readonly double _allowed;
        private readonly float _startScale;
        private PictureRefinement? _refinement;
        private float? _refinedScale;

        public Attempts(LossyRequantization requantization, Effort effort, double allowed, CancellationToken cancellationToken)
        {
            (_requantization, _effort, _allowed) = (requantization, effort, allowed);
            _startScale = Scale = PortableMath.Log2(ScaleSearch.Find(requantization, allowed, cancellationToken));
        }

        /// <summary>The binary logarithm of the scale.</summary>
        public float Scale { get; set; }

        /// <summary>The binary logarithm of the factor on the presets' Lagrange multipliers.</summary>
        public float LogLambda { get; set; }

        public JpegImage Make(CancellationToken cancellationToken)
        {
            float scale = ScaleRange.ClampLog2(Scale);
            if (_refinedScale != scale)
            {
                _refinement?.Dispose();
                double allowed = _allowed * PortableMath.Exp2(AssumedSlope * (scale - _startScale));
                _refinement = PictureRefinement.TryRun(_requantization, PortableMath.Exp2(scale), allowed, _effort, cancellationToken);
                _refinedScale = scale;
            }

            float lambdaFactor = PortableMath.Exp2(LogLambda);
            return _refinement?.Apply(lambdaFactor, out _, cancellationToken)
                ?? _requantization.Apply(PortableMath.Exp2(scale), lambdaFactor, out _, cancellationToken);
        }

        public void Dispose() => _refinement?.Dispose();
    }
}
