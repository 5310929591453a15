using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Finds the smallest file that measures no less than a target, in few measurements.</summary>
internal static class TargetSearch
{
    private const int MostMeasurements = 3;

    /// <summary>How far above the target to aim, in points: a file below it is of no use.</summary>
    private const double Margin = 0.35;

    /// <summary>A file no further above the target than this is small enough.</summary>
    private const double NearEnough = 0.7;

    /// <summary>Above this a score tells nothing of the slope.</summary>
    private const double MostMeasured = 99;

    /// <summary>What is farther off than this, in powers of two of the errors, is mended by the scale; else by the price of bits.</summary>
    private const float PriceReach = 0.15f;

    /// <summary>Searches from the scale at which the estimate meets the target.</summary>
    /// <param name="source">The source, for its pixels.</param>
    /// <param name="requantization">The source, for its coefficients.</param>
    /// <param name="options">The target and what else is carried over.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The smallest file found, or <see langword="null"/> where none reached the target.</returns>
    public static Candidate? Find(
        SourceImage source, LossyRequantization requantization, ReductionOptions options, CancellationToken cancellationToken)
    {
        double target = options.TargetScore!.Value;
        double aim = Math.Min(target + Margin, (target + 100) / 2);
        double allowed = ScoreEstimate.Errors(aim);
        float aimed = PortableMath.Log2((float)allowed);
        float start = ScaleSearch.Find(requantization, allowed, cancellationToken);
        using PictureRefinement? refinement = requantization.Refine(start, allowed, options.Effort, cancellationToken);
        DecodedPicture reference = DecodedPicture.Decode(source.Bytes, ImageFormat.Jpeg, cancellationToken);

        // Steps are whole numbers, so that the scale makes jumps; the price of bits does not.
        Lever scale = new(PortableMath.Log2(start), usualSlope: 0.8f, leastSlope: 0.4f, mostSlope: 1.6f);
        Lever price = new(0, usualSlope: 0.22f, leastSlope: 0.1f, mostSlope: 0.5f);
        Candidate? smallest = null;
        for (int i = 0; i < MostMeasurements; i++)
        {
            using JpegImage coarser = refinement?.Apply(price.Factor, out _, cancellationToken) ?? requantization.Apply(ScaleSearch.Clamped(scale.Factor), price.Factor, out _, cancellationToken);
            if (Measure(coarser, reference, options, cancellationToken) is not { } candidate) return null;
            double score = candidate.Score!.Value.Value;
            if (score >= target && !(smallest?.Bytes.Length < candidate.Bytes.Length)) smallest = candidate;
            if (score >= target && score <= target + NearEnough) break;

            float height = PortableMath.Log2((float)ScoreEstimate.Errors(Math.Min(score, MostMeasured)));
            Lever lever = refinement is not null || MathF.Abs(aimed - height) < PriceReach ? price : scale;
            lever.Turn(height, aimed);
        }

        return smallest;
    }

    private static Candidate? Measure(JpegImage coarser, DecodedPicture reference, ReductionOptions options, CancellationToken cancellationToken)
    {
        byte[] file = JpegRepacker.Write(coarser, options.Metadata, cancellationToken);
        DecodedPicture picture = DecodedPicture.Decode(file, ImageFormat.Jpeg, cancellationToken);

        // Where an orientation is damaged, the library may have turned the one picture and not the other.
        if ((picture.Width, picture.Height) != (reference.Width, reference.Height)) return null;

        FidelityScore score = new(Ssimulacra2.Measure(reference.AsRgb(), picture.AsRgb()), Measured: true);
        return new Candidate(file, Exact: false) { Score = score, IsVerified = true };
    }

    /// <summary>Something that errors grow with, turned by secants on logarithms.</summary>
    private sealed class Lever(float place, float usualSlope, float leastSlope, float mostSlope)
    {
        private float _place = place;
        private (float Place, float Height)? _before;

        public float Factor => PortableMath.Exp2(_place);

        /// <summary>Goes from the errors found where it stands to those aimed at.</summary>
        public void Turn(float height, float aimed)
        {
            float slope = _before is { } before && before.Place != _place
                ? Math.Clamp((height - before.Height) / (_place - before.Place), leastSlope, mostSlope)
                : usualSlope;
            _before = (_place, height);
            _place += (aimed - height) / slope;
        }
    }
}
