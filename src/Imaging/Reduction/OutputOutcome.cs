namespace JpegReducer.Imaging.Reduction;

/// <summary>How an additional output ended.</summary>
/// <param name="Name">The name from its <see cref="OutputRequest"/>.</param>
public abstract record OutputOutcome(string Name)
{
    /// <summary>A file that is smaller than the main result and was decoded and checked.</summary>
    /// <param name="Name">The name from its <see cref="OutputRequest"/>.</param>
    /// <param name="Bytes">The encoded file.</param>
    /// <param name="Info">What its header states. Width and height are as displayed: an orientation of the source is applied.</param>
    public sealed record Reduced(string Name, ReadOnlyMemory<byte> Bytes, ImageInfo Info) : OutputOutcome(Name)
    {
        /// <summary>The visible quality, measured against the source.</summary>
        public FidelityScore? Score { get; init; }
    }

    /// <summary>There is no file, because it would be of no use.</summary>
    /// <param name="Name">The name from its <see cref="OutputRequest"/>.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Skipped(string Name, SkippedReason Reason) : OutputOutcome(Name)
    {
        /// <summary>The reason in one sentence for people, if the name of the reason is not enough.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>The output could not be created. Other outputs are not affected.</summary>
    /// <param name="Name">The name from its <see cref="OutputRequest"/>.</param>
    /// <param name="Reason">The class of the failure: stable, for programs.</param>
    /// <param name="Detail">One sentence for people. Contains no secrets and no paths.</param>
    public sealed record Failed(string Name, FailureReason Reason, string Detail) : OutputOutcome(Name);
}

/// <summary>Why an additional output was not created.</summary>
public enum SkippedReason
{
    /// <summary>No file that keeps the promised quality is smaller than the main result.</summary>
    NotSmaller,

    /// <summary>The source has the requested format already.</summary>
    SameFormat,

    /// <summary>
    /// The format cannot store the picture as the options require: too many pixels on a side, or more bits per sample than a lossless result
    /// may drop.
    /// </summary>
    NotRepresentable,

    /// <summary>The source is damaged and was kept.</summary>
    Damaged,
}
