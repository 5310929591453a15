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

/// <summary>Finds the smallest file that measures no less than a target, in few measurements.</summary>
internal static class TargetSearch
{
    private const int MaxMeasurements = 3;

    /// <summary>How far above the target to aim, in points: a file below it is of no use.</summary>
    private const double Margin = 0.35;

    /// <summary>A file no further above the target than this is small enough.</summary>
    private const double NearEnough = 0.7;

    /// <summary>Above this a score tells nothing of the slope.</summary>
    private const double MaxMeasured = 99;

    /// <summary>Errors grow about so with the scale, in powers of two; two measurements tell better, within reason.</summary>
    private const float UsualSlope = 0.8f;
    private const float MinSlope = 0.4f;
    private const float MaxSlope = 1.6f;

    /// <summary>The same for the price of bits.</summary>
    private const float PriceSlope = 0.2f;

    /// <summary>
    /// What is no farther off than this, in powers of two of the errors, is mended by the price of bits: steps are whole
    /// numbers, so that the scale makes jumps. What is farther off, or does not heed the price, by the scale.
    /// </summary>
    private const float PriceReach = 0.08f;

    /// <summary>How many fewer errors the last attempt allows where none has reached the target yet: by scale, and by price.</summary>
    private const float LastMargin = 0.07f;
    private const float LastPriceMargin = 0.03f;

    /// <summary>Searches from the scale at which the estimate meets the target.</summary>
    /// <param name="reference">The source's pixels.</param>
    /// <param name="requantization">The source's coefficients.</param>
    /// <param name="options">The target and what else is carried over.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The smallest file found, or <see langword="null"/> where none reached the target.</returns>
    public static Candidate? Find(
        DecodedPicture reference, LossyRequantization requantization, ReductionOptions options, CancellationToken cancellationToken)
    {
        double target = options.TargetScore!.Value;
        double aim = Math.Min(target + Margin, (target + 100) / 2);
        float aimed = PortableMath.Log2((float)ScoreEstimate.Errors(aim));
        using Attempts attempts = new(requantization, options.Effort, ScoreEstimate.Errors(aim), cancellationToken);
        Candidate? smallest = null;
        LogSecantSearch search = new(UsualSlope, MinSlope, MaxSlope);
        for (int i = 0; i < MaxMeasurements; i++)
        {
            using JpegImage coarser = attempts.Make(cancellationToken);
            if (Measure(coarser, reference, options, cancellationToken) is not var (candidate, keepsPromise)) return null;
            double score = candidate.Score!.Value.Value;
            if (keepsPromise && !(smallest?.Bytes.Length < candidate.Bytes.Length)) smallest = candidate;
            if (keepsPromise && score <= target + NearEnough) break;

            float value = PortableMath.Log2((float)ScoreEstimate.Errors(Math.Min(score, MaxMeasured)));
            bool isLastChance = i == MaxMeasurements - 2 && smallest is null;
            if (attempts.Price == 0 && MathF.Abs(aimed - value) <= PriceReach)
            {
                attempts.Price = (aimed - value - (isLastChance ? LastPriceMargin : 0)) / PriceSlope;
                continue;
            }

            search.Record(attempts.Scale, value);
            attempts.Scale += search.StepFor(aimed - value - (isLastChance ? LastMargin : 0));
        }

        return smallest;
    }

    private static (Candidate Candidate, bool KeepsPromise)? Measure(JpegImage coarser, DecodedPicture reference, ReductionOptions options, CancellationToken cancellationToken)
    {
        byte[] file = JpegRepacker.Write(coarser, options.Baseline, cancellationToken);
        DecodedPicture picture = DecodedPicture.Decode(file, JpegDescription.Loader, cancellationToken);

        // Where an orientation is damaged, the library may have turned the one picture and not the other.
        if ((picture.Width, picture.Height) != (reference.Width, reference.Height)) return null;

        GuardVerdict verdict = QualityGuard.Judge(reference, picture, ScorePromise.Of(options));
        return (new Candidate(file, Exact: false) { Score = verdict.Score, IsVerified = true }, verdict.KeepsPromise);
    }

    /// <summary>The picture at any scale and price of bits, refined anew where the effort says so and the scale has changed.</summary>
    private sealed class Attempts : IDisposable
    {
        private readonly LossyRequantization _requantization;
        private readonly Effort _effort;
        private readonly double _allowed;
        private readonly float _start;
        private PictureRefinement? _refinement;
        private float? _refinedScale;

        public Attempts(LossyRequantization requantization, Effort effort, double allowed, CancellationToken cancellationToken)
        {
            (_requantization, _effort, _allowed) = (requantization, effort, allowed);
            _start = Scale = PortableMath.Log2(ScaleSearch.Find(requantization, allowed, cancellationToken));
        }

        /// <summary>The scale, as a power of two.</summary>
        public float Scale { get; set; }

        /// <summary>What bits cost against what they usually do, as a power of two.</summary>
        public float Price { get; set; }

        public JpegImage Make(CancellationToken cancellationToken)
        {
            float scale = ScaleRange.ClampLog2(Scale);
            if (_refinedScale != scale)
            {
                _refinement?.Dispose();
                double allowed = _allowed * PortableMath.Exp2(UsualSlope * (scale - _start));
                _refinement = PictureRefinement.TryRun(_requantization, PortableMath.Exp2(scale), allowed, _effort, cancellationToken);
                _refinedScale = scale;
            }

            float price = PortableMath.Exp2(Price);
            return _refinement?.Apply(price, out _, cancellationToken) ?? _requantization.Apply(PortableMath.Exp2(scale), price, out _, cancellationToken);
        }

        public void Dispose() => _refinement?.Dispose();
    }
}
