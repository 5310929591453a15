using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.LibraryJpeg;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>JPEG by our own codec, on coefficients throughout; what it does not read (arithmetic coding among it) goes to libraries.</summary>
internal sealed class JpegFormatReducer : IFormatReducer
{
    /// <summary>A coarser picture above this share of the source is held against the source repacked.</summary>
    private const double FarSmaller = 0.8;

    /// <summary>How much of the repacked source a coarser picture must save to be worth a second generation.</summary>
    private const double WorthAGeneration = 0.95;

    /// <summary>A source that has used up this share of the errors its target allows has no room for a second generation.</summary>
    private const double UsedUp = 0.42;

    /// <summary>Where halving chroma would use up this share of the errors allowed, chroma stays whole.</summary>
    private const double MostLostChroma = 0.3;

    /// <summary>The caller has held the header against the limits that are in force.</summary>
    private static readonly ReductionLimits CheckedBefore = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };

    private static readonly LibraryJpegReducer Fallback = new();

    public ImageFormat Format => ImageFormat.Jpeg;

    public bool ChecksSource => true;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        if (!JpegDecoder.TryReadCoefficients(source.Bytes, CheckedBefore, out JpegImage? image, out JpegFault fault, cancellationToken))
        {
            // Whatever else is wrong with a file that does not reach its end: it is for want of it.
            return (source.IsComplete ? Refuse(fault) : DecodeFailure.Truncated) is { } failure
                ? new CandidateSet([]) { Failure = failure }
                : FallBack(source, options, cancellationToken);
        }

        using (image)
        {
            if (options.TargetScore is { } target) return ReachTarget(source, image, target, options, cancellationToken);
            if (options.Mode == ReductionMode.Lossless) return new CandidateSet([Repack(image, options, cancellationToken)]);
            if (Coarsen(image, options, cancellationToken) is not { } coarser)
                return new CandidateSet([Repack(image, options, cancellationToken)], AlreadyReduced: true);
            if (coarser.Bytes.Length < FarSmaller * source.FileLength) return new CandidateSet([coarser]);

            Candidate same = Repack(image, options, cancellationToken);
            return new CandidateSet(coarser.Bytes.Length < WorthAGeneration * same.Bytes.Length ? [coarser, same] : [same]);
        }
    }

    /// <summary>
    /// Names the failure of a damaged file; <see langword="null"/> for a process that is not decoded here. Libraries guess at
    /// damaged files without a word, and write what they guessed: no damaged file goes to native code.
    /// </summary>
    private static ReductionOutcome.Failed? Refuse(JpegFault fault)
    {
        string detail = $"{fault.Detail.TrimEnd('.')} (byte {fault.Position}).";
        return fault.Kind switch
        {
            JpegFaultKind.Unsupported => null,
            JpegFaultKind.Truncated => new ReductionOutcome.Failed(FailureReason.Truncated, detail),
            JpegFaultKind.TooLarge => new ReductionOutcome.Failed(FailureReason.TooLarge, detail),
            _ => new ReductionOutcome.Failed(FailureReason.Corrupt, detail),
        };
    }

    private static CandidateSet FallBack(SourceImage source, ReductionOptions options, CancellationToken cancellationToken) =>
        SourceCheck.Refuse(source, cancellationToken) is { } failure
            ? new CandidateSet([]) { Failure = failure }
            : Fallback.Encode(source, options.TargetScore is null ? options : options with { Mode = ReductionMode.Lossless }, cancellationToken);

    private static CandidateSet ReachTarget(SourceImage source, JpegImage image, double target, ReductionOptions options, CancellationToken cancellationToken)
    {
        using LossyRequantization requantization = Prepare(image, ScoreEstimate.Errors(target), countsInheritedErrors: false);
        Candidate? smallest = FindSmallest(source, requantization, options, cancellationToken);
        return smallest?.Bytes.Length < FarSmaller * source.FileLength
            ? new CandidateSet([smallest])
            : new CandidateSet([.. smallest is null ? [] : new[] { smallest }, Repack(image, options, cancellationToken)]);
    }

    /// <summary>The smallest file that reaches the target; <see langword="null"/> where there is none, or where none can be measured.</summary>
    private static Candidate? FindSmallest(SourceImage source, LossyRequantization requantization, ReductionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return TargetSearch.Find(source, requantization, options, cancellationToken);
        }
        catch (VipsException) when (!cancellationToken.IsCancellationRequested)
        {
            // Pixels for measuring come from a library, which stops at harmless oddities that our decoder passes over.
            return null;
        }
    }

    /// <summary>Makes the picture as coarse as its target allows; <see langword="null"/> where it is so already.</summary>
    private static Candidate? Coarsen(JpegImage image, ReductionOptions options, CancellationToken cancellationToken)
    {
        double allowed = ScoreEstimate.Errors(TargetScore.Of(options));
        using LossyRequantization requantization = Prepare(image, allowed, countsInheritedErrors: true);
        if (requantization.InheritedErrors > UsedUp * allowed) return null;

        float scale = ScaleSearch.Find(requantization, allowed, cancellationToken);
        using JpegImage coarser = requantization.Apply(scale, out double errors, cancellationToken);
        byte[] file = JpegRepacker.Write(coarser, options.Metadata, cancellationToken);
        return new Candidate(file, Exact: false) { Score = new FidelityScore(ScoreEstimate.Score(errors), Measured: false), IsVerified = true };
    }

    private static LossyRequantization Prepare(JpegImage image, double allowed, bool countsInheritedErrors)
    {
        LossyRequantization halved = new(image, halvesChroma: true, Recipes.Default) { CountsInheritedErrors = countsInheritedErrors };
        if (ScoreEstimate.OfLostChroma(halved.LostChroma) <= MostLostChroma * allowed) return halved;

        halved.Dispose();
        return new LossyRequantization(image, halvesChroma: false, Recipes.Default) { CountsInheritedErrors = countsInheritedErrors };
    }

    private static Candidate Repack(JpegImage image, ReductionOptions options, CancellationToken cancellationToken) =>
        new(JpegRepacker.Write(image, options.Metadata, cancellationToken), Exact: true) { Score = new FidelityScore(100, Measured: true), IsVerified = true };
}
