namespace JpegReducer.Imaging.Reduction;

/// <summary>How a reduction ended. Invalid input is an outcome with a stable name, never an exception.</summary>
public abstract record ReductionOutcome
{
    private ReductionOutcome()
    {
    }

    /// <summary>What the source's header states; <see langword="null"/> if it could not be read.</summary>
    public ImageInfo? Source { get; init; }

    /// <summary>Parts of the source besides its picture that a reduced file does not have.</summary>
    public SourceTraits Traits { get; init; }

    /// <summary>The additional outputs, in the order of <see cref="ReductionOptions.Outputs"/>; empty if the source cannot be reduced.</summary>
    public IReadOnlyList<OutputOutcome> Others { get; init; } = [];

    /// <summary>A smaller image, decoded and checked.</summary>
    /// <param name="Bytes">The encoded result; always fewer bytes than the source.</param>
    /// <param name="Info">What the result's header states.</param>
    public sealed record Reduced(ReadOnlyMemory<byte> Bytes, ImageInfo Info) : ReductionOutcome
    {
        /// <summary>The visible quality of the result, if one was determined.</summary>
        public FidelityScore? Score { get; init; }
    }

    /// <summary>The source itself is the result.</summary>
    /// <param name="Reason">Why there is no smaller file.</param>
    public sealed record Kept(KeptReason Reason) : ReductionOutcome
    {
        /// <summary>The reason in one sentence for people, if the name of the reason is not enough.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>The source cannot be reduced.</summary>
    /// <param name="Reason">The class of the failure: stable, for programs.</param>
    /// <param name="Detail">One sentence for people. Contains no secrets and no paths.</param>
    public sealed record Failed(FailureReason Reason, string Detail) : ReductionOutcome;
}

/// <summary>Why the source itself is the result.</summary>
public enum KeptReason
{
    /// <summary>Every candidate was as large as the source or larger.</summary>
    NotSmaller,

    /// <summary>The source is already compressed so strongly that further loss would be visible.</summary>
    AlreadyReduced,

    /// <summary>The file is damaged, and <see cref="DamagedPolicy.Keep"/> requires that it is not reduced.</summary>
    Damaged,
}

/// <summary>Parts of a source besides its picture that a reduced file does not have.</summary>
[Flags]
public enum SourceTraits
{
    /// <summary>No such part.</summary>
    None = 0,

    /// <summary>Content credentials (C2PA): their signature covers the bytes of the file, so that any change invalidates it.</summary>
    ContentCredentials = 1,

    /// <summary>The video of a motion photo, if the metadata policy removes it.</summary>
    MotionVideo = 2,
}

/// <summary>Why a source cannot be reduced.</summary>
public enum FailureReason
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>Not an image of a known format.</summary>
    NotAnImage,

    /// <summary>A known image format, in a variant that is not supported.</summary>
    UnsupportedFormat,

    /// <summary>The data ends before the image does.</summary>
    Truncated,

    /// <summary>The data is invalid.</summary>
    Corrupt,

    /// <summary>More bytes than <see cref="ReductionLimits.MaxSourceBytes"/>.</summary>
    TooManyBytes,

    /// <summary>More pixels, frames or scans, or a longer side, than <see cref="ReductionLimits"/> allow.</summary>
    TooLarge,

    /// <summary>Took longer than <see cref="ReductionLimits.MaxDuration"/>.</summary>
    TimedOut,

    /// <summary>The engine itself failed: a bug, which should be reported.</summary>
    EngineFault,
}
