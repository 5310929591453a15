namespace JpegReducer.Interfaces.Jobs;

/// <summary>How far an item has come. Everything but <see cref="Pending"/> is final.</summary>
public enum ItemState
{
    /// <summary>Waiting, or being worked on.</summary>
    Pending = 0,

    /// <summary>There is a smaller file.</summary>
    Reduced = 1,

    /// <summary>The source is the best answer.</summary>
    Kept = 2,

    /// <summary>The source could not be had or not be reduced.</summary>
    Failed = 3,

    /// <summary>The job was cancelled before the item's turn.</summary>
    Cancelled = 4,
}

/// <summary>How an item ended.</summary>
/// <param name="State">A final state.</param>
[GenerateSerializer, Immutable, Alias("jr.item-result")]
public sealed record ItemResult([property: Id(0)] ItemState State)
{
    /// <summary>Why it was kept or why it failed: a stable word such as <c>not-smaller</c> or <c>truncated</c>.</summary>
    [Id(1)]
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence, for people.</summary>
    [Id(2)]
    public string? Detail { get; init; }

    /// <summary>The source as it was read: the upload, or what was fetched. <see langword="null"/> where there was none.</summary>
    [Id(3)]
    public StoredFile? Source { get; init; }

    /// <summary>What is handed out: the reduced file, or the source where that was kept.</summary>
    [Id(4)]
    public StoredFile? Output { get; init; }

    /// <summary>The source's media type, told from its bytes.</summary>
    [Id(5)]
    public string? SourceType { get; init; }

    /// <summary>The output's media type.</summary>
    [Id(6)]
    public string? OutputType { get; init; }

    /// <summary>Pixels from left to right.</summary>
    [Id(7)]
    public int? Width { get; init; }

    /// <summary>Pixels from top to bottom.</summary>
    [Id(8)]
    public int? Height { get; init; }

    /// <summary>The visible quality (SSIMULACRA2), where one was determined.</summary>
    [Id(9)]
    public double? Score { get; init; }

    /// <summary>Whether <see cref="Score"/> was measured on decoded pictures rather than estimated.</summary>
    [Id(10)]
    public bool ScoreIsMeasured { get; init; }

    /// <summary>How long the engine worked, in milliseconds.</summary>
    [Id(11)]
    public double EngineMilliseconds { get; init; }

    /// <summary>What the source carried beside its picture that a reduced file cannot.</summary>
    [Id(12)]
    public SourceTraits Traits { get; init; }
}

/// <summary>What a source carried beside its picture that a reduced file cannot, or that the metadata policy removes.</summary>
[Flags]
public enum SourceTraits
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,

    /// <summary>Content credentials (C2PA): their signature covers the bytes of the file, so that they end with any change.</summary>
    ContentCredentials = 1,

    /// <summary>The video of a motion photo.</summary>
    MotionVideo = 2,
}
