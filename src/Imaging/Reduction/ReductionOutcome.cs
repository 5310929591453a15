namespace JpegReducer.Imaging.Reduction;

/// <summary>How a reduction ended. Broken input is an outcome with a name, never an exception.</summary>
public abstract record ReductionOutcome
{
    private ReductionOutcome()
    {
    }

    /// <summary>What the source's header says; <see langword="null"/> where it could not be read.</summary>
    public ImageInfo? Source { get; init; }

    /// <summary>What the source carries beside its picture that a reduced file does not.</summary>
    public SourceTraits Traits { get; init; }

    /// <summary>The additional outputs, in the order of <see cref="ReductionOptions.Outputs"/>; empty where the source cannot be reduced.</summary>
    public IReadOnlyList<OutputOutcome> Others { get; init; } = [];

    /// <summary>A smaller image, decoded and checked.</summary>
    /// <param name="Bytes">The encoded result; always fewer bytes than the source.</param>
    /// <param name="Info">What the result's header says.</param>
    public sealed record Reduced(ReadOnlyMemory<byte> Bytes, ImageInfo Info) : ReductionOutcome
    {
        /// <summary>The visible quality of the result, where one was determined.</summary>
        public FidelityScore? Score { get; init; }
    }

    /// <summary>The source itself is the best answer.</summary>
    /// <param name="Reason">Why nothing smaller was handed out.</param>
    public sealed record Kept(KeptReason Reason) : ReductionOutcome
    {
        /// <summary>The reason in one sentence for a person, where the word alone does not tell.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>The source cannot be reduced.</summary>
    /// <param name="Reason">The class of the failure: stable, for programs.</param>
    /// <param name="Detail">One sentence for a person. Holds no secrets and no paths.</param>
    public sealed record Failed(FailureReason Reason, string Detail) : ReductionOutcome;
}

/// <summary>Why the source itself was the best answer.</summary>
public enum KeptReason
{
    /// <summary>Every candidate was as large as the source or larger.</summary>
    NotSmaller,

    /// <summary>The source was already compressed so hard that going on would show.</summary>
    AlreadyReduced,

    /// <summary>The file is damaged, and <see cref="DamagedPolicy.Keep"/> forbids to reduce what decoders make of it.</summary>
    Damaged,
}

/// <summary>What a source carries beside its picture that a reduced file does not.</summary>
[Flags]
public enum SourceTraits
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,

    /// <summary>Content credentials (C2PA): their signature covers the bytes of the file, so that any change breaks it.</summary>
    ContentCredentials = 1,

    /// <summary>The video of a motion photo, where the metadata policy removes it.</summary>
    MotionVideo = 2,
}

/// <summary>Why a source cannot be reduced.</summary>
public enum FailureReason
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>Not an image of a kind that is known here.</summary>
    NotAnImage,

    /// <summary>A known image format, in a variant that is not handled.</summary>
    UnsupportedFormat,

    /// <summary>The data ends before the image does.</summary>
    Truncated,

    /// <summary>The data contradicts itself.</summary>
    Corrupt,

    /// <summary>More bytes than <see cref="ReductionLimits.MaxSourceBytes"/>.</summary>
    TooManyBytes,

    /// <summary>More pixels, frames or scans, or a longer side, than <see cref="ReductionLimits"/> allow.</summary>
    TooLarge,

    /// <summary>Took longer than <see cref="ReductionLimits.MaxDuration"/>.</summary>
    TimedOut,

    /// <summary>The engine itself failed: a fault of ours, worth a report.</summary>
    EngineFault,
}
