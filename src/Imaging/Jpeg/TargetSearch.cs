using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
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

    // Errors grow about so with the scale, in powers of two; two measurements tell better, within reason.
    private const float UsualSlope = 0.8f;
    private const float LeastSlope = 0.4f;
    private const float MostSlope = 1.6f;

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
        float aimed = PortableMath.Log2((float)ScoreEstimate.Errors(aim));
        float place = PortableMath.Log2(ScaleSearch.Find(requantization, ScoreEstimate.Errors(aim), cancellationToken));
        DecodedPicture reference = DecodedPicture.Decode(Ended(source), ImageFormat.Jpeg, cancellationToken);

        Candidate? smallest = null;
        (float Place, float Height)? before = null;
        float slope = UsualSlope;
        for (int i = 0; i < MostMeasurements; i++)
        {
            if (Measure(requantization, PortableMath.Exp2(place), reference, options, cancellationToken) is not { } candidate) return null;
            double score = candidate.Score!.Value.Value;
            if (score >= target && !(smallest?.Bytes.Length < candidate.Bytes.Length)) smallest = candidate;
            if (score >= target && score <= target + NearEnough) break;

            float height = PortableMath.Log2((float)ScoreEstimate.Errors(Math.Min(score, MostMeasured)));
            if (before is { } other && other.Place != place)
                slope = Math.Clamp((height - other.Height) / (place - other.Place), LeastSlope, MostSlope);

            before = (place, height);
            place = ScaleSearch.Clamp(place + ((aimed - height) / slope));
        }

        return smallest;
    }

    /// <summary>Above this a score tells nothing of the slope.</summary>
    private const double MostMeasured = 99;

    // The coefficients were all there; the library would complain where only the end marker is missing.
    private static byte[] Ended(SourceImage source) =>
        source.IsComplete ? source.Bytes : [.. source.Bytes, Marker.Prefix, Marker.EndOfImage];

    private static Candidate? Measure(
        LossyRequantization requantization, float scale, DecodedPicture reference, ReductionOptions options, CancellationToken cancellationToken)
    {
        using JpegImage coarser = requantization.Apply(scale, out _, cancellationToken);
        byte[] file = JpegRepacker.Write(coarser, options.Metadata, cancellationToken);
        DecodedPicture picture = DecodedPicture.Decode(file, ImageFormat.Jpeg, cancellationToken);

        // Where an orientation is damaged, the library may have turned the one picture and not the other.
        if ((picture.Width, picture.Height) != (reference.Width, reference.Height)) return null;

        FidelityScore score = new(Ssimulacra2.Measure(reference.AsRgb(), picture.AsRgb()), Measured: true);
        return new Candidate(file, Exact: false) { Score = score, IsVerified = true };
    }
}
