using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>The steps from a file to its reduced file.</summary>
internal static class ReductionPipeline
{
    /// <summary>The steps in their order. Each returns <see langword="null"/> to continue, or the outcome with which the reduction ends.</summary>
    private static readonly Func<ReductionState, ReductionOutcome?>[] Steps =
    [
        CheckFileSize,
        Identify,
        CheckLimits,
        CheckSource,
        EncodeCandidates,
        VerifyAndChoose,
    ];

    /// <summary>Runs the steps.</summary>
    public static ReductionOutcome Run(ReductionState state)
    {
        foreach (Func<ReductionState, ReductionOutcome?> step in Steps)
        {
            if (step(state) is { } outcome) return outcome with { Source = state.Source?.Info, Traits = state.Offer.Traits };
        }

        KeptReason reason = state.Offer.AlreadyReduced ? KeptReason.AlreadyReduced : KeptReason.NotSmaller;
        return new ReductionOutcome.Kept(reason) { Source = state.Source?.Info, Traits = state.Offer.Traits };
    }

    private static ReductionOutcome.Failed? CheckFileSize(ReductionState state) =>
        state.File.Length > state.Limits.MaxSourceBytes
            ? new ReductionOutcome.Failed(
                FailureReason.TooManyBytes, $"{state.File.Length} bytes are more than the limit of {state.Limits.MaxSourceBytes}.")
            : null;

    private static ReductionOutcome.Failed? Identify(ReductionState state)
    {
        HeaderSurvey survey = state.Header.ReadOn(state.File.Span);
        if (survey.Failure is null) state.Source = new SourceImage(state.Header.Format!, state.File, survey);
        return survey.Failure;
    }

    private static ReductionOutcome.Failed? CheckLimits(ReductionState state) => LimitCheck.Refuse(state.Header.Survey, state.Limits);

    private static ReductionOutcome? CheckSource(ReductionState state)
    {
        // A JPEG file without its end marker only may still be complete: its own decoder decides.
        SourceImage source = state.Source!;
        if (source.Format.ChecksSourceWhileEncoding) return null;

        return source.IsComplete ? source.Format.CheckSource(source, state.CancellationToken) : DecodeFailure.Truncated;
    }

    private static ReductionOutcome? EncodeCandidates(ReductionState state)
    {
        SourceImage source = state.Source!;

        // A lossless result meets any target.
        ReductionOptions options = state.Options.TargetScore is not null && !source.Format.MeetsTargetScores
            ? state.Options with { Mode = ReductionMode.Lossless }
            : state.Options;
        CandidateSet offer = source.Format.Encode(source, options, state.CancellationToken);
        if (offer.Failure is not null) return offer.Failure;

        state.Offer = offer;
        return offer.Kept;
    }

    /// <summary>The smallest candidate that is smaller than the source and passes its check.</summary>
    private static ReductionOutcome.Reduced? VerifyAndChoose(ReductionState state)
    {
        SourceImage source = state.Source!;
        foreach (Candidate candidate in state.Offer.Candidates.Where(candidate => candidate.Bytes.Length < source.FileLength)
            .OrderBy(candidate => candidate.Bytes.Length))
        {
            if (ResultCheck.Verify(source, candidate, state.CancellationToken) is { } info)
                return new ReductionOutcome.Reduced(candidate.Bytes, info) { Score = candidate.Score };
        }

        return null;
    }
}

/// <summary>One file on its way through the pipeline.</summary>
/// <param name="File">The whole file.</param>
/// <param name="Header">Its header, as far as it was read.</param>
/// <param name="Options">How far the reduction may go.</param>
/// <param name="Limits">What it may cost.</param>
/// <param name="CancellationToken">Cancels the work.</param>
internal sealed record ReductionState(
    ReadOnlyMemory<byte> File, ImageHeader Header, ReductionOptions Options, ReductionLimits Limits, CancellationToken CancellationToken)
{
    /// <summary>The identified source.</summary>
    public SourceImage? Source { get; set; }

    /// <summary>What its format offers.</summary>
    public CandidateSet Offer { get; set; } = new([]);
}
