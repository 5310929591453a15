using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Jpeg;
using JpegReducer.Imaging.Png;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using JpegReducer.Imaging.WebP;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Makes images smaller. The door to the engine.</summary>
/// <remarks>
/// Safe to use from many threads at once; one reduction keeps one core busy. Deterministic: the same source and options
/// give the same bytes.
/// </remarks>
/// <param name="limits">What one reduction may cost.</param>
/// <param name="time">The clock of <see cref="ReductionLimits.MaxDuration"/>; the system's where left out.</param>
public sealed class Reducer(ReductionLimits limits, TimeProvider? time = null)
{
    private static readonly Dictionary<ImageFormat, IFormatReducer> Formats =
        new IFormatReducer[] { new JpegFormatReducer(), new PngReducer(), new GifReducer(), new WebPReducer() }.ToDictionary(reducer => reducer.Format);

    /// <summary>Finds the smallest file that shows the same picture, as far as the options allow.</summary>
    /// <param name="source">A whole file. Must not change during the call.</param>
    /// <param name="options">How far the reduction may go.</param>
    /// <param name="cancellationToken">Ends the work; the pixel loops look at it many times a second.</param>
    /// <returns>A smaller file, or why the source is kept, or why it cannot be reduced.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ReductionOutcome Reduce(ReadOnlyMemory<byte> source, ReductionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();

        if (source.Length > limits.MaxSourceBytes)
        {
            return new ReductionOutcome.Failed(FailureReason.TooManyBytes, $"{source.Length} bytes are more than the limit of {limits.MaxSourceBytes}.");
        }

        HeaderSurvey survey = ImageHeader.Survey(source.Span);
        if (survey.Failure is { } unreadable) return unreadable;

        // Where the format finds out by itself, a file that only lacks its end marker is not given up.
        bool mayBeWhole = survey.Complete || Formats[survey.Info.Format].ChecksSource;
        ReductionOutcome outcome = LimitCheck.Refuse(survey, limits)
            ?? (mayBeWhole ? WithinTime(new SourceImage(source, survey), options, cancellationToken) : DecodeFailure.Truncated);
        return outcome with { Source = survey.Info };
    }

    private ReductionOutcome WithinTime(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource clock = new(limits.MaxDuration, time ?? TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return Attempt(source, options, either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (either.IsCancellationRequested)
        {
            // A decoder that was told to stop says so in words of its own: any exception means the same here.
            return new ReductionOutcome.Failed(FailureReason.TimedOut, $"The reduction took longer than {limits.MaxDuration.TotalSeconds} seconds.");
        }
#pragma warning disable CA1031 // The last door of the engine: one image must never end the process that reduces thousands.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new ReductionOutcome.Failed(FailureReason.EngineFault, $"The engine failed: {fault.GetType().Name}.");
        }
    }

    private static ReductionOutcome Attempt(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        IFormatReducer format = Formats[source.Info.Format];

        // Without a loss any target is reached.
        if (options.TargetScore is not null && source.Info.Format != ImageFormat.Jpeg) options = options with { Mode = ReductionMode.Lossless };

        if (!format.ChecksSource && SourceCheck.Refuse(source, cancellationToken) is { } damaged) return damaged;

        CandidateSet offer = format.Encode(source, options, cancellationToken);
        if (offer.Failure is not null) return offer.Failure;

        return Choose(source, offer, cancellationToken) with { Traits = offer.Traits };
    }

    /// <summary>The smallest candidate that is smaller than the source and passes its check.</summary>
    private static ReductionOutcome Choose(SourceImage source, CandidateSet offer, CancellationToken cancellationToken)
    {
        if (offer.Kept is not null) return offer.Kept;

        foreach (Candidate candidate in offer.Candidates.Where(candidate => candidate.Bytes.Length < source.FileLength).OrderBy(candidate => candidate.Bytes.Length))
        {
            if (ResultCheck.Verify(source, candidate, cancellationToken) is { } info) return new ReductionOutcome.Reduced(candidate.Bytes, info) { Score = candidate.Score };
        }

        return new ReductionOutcome.Kept(offer.AlreadyReduced ? KeptReason.AlreadyReduced : KeptReason.NotSmaller);
    }
}
