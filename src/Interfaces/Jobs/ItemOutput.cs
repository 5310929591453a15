namespace JpegReducer.Interfaces.Jobs;

/// <summary>One output of an item.</summary>
/// <param name="Name">One of <see cref="OutputNames"/>; unique within the item.</param>
/// <param name="State">How it ended.</param>
[GenerateSerializer, Immutable, Alias("jr.item-output")]
public sealed record ItemOutput([property: Id(0)] string Name, [property: Id(1)] ItemOutputState State)
{
    /// <summary>Why it was kept, skipped or failed: a stable code, for example <c>not-smaller</c>.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence, for people.</summary>
    [Id(3)]
    public string? Detail { get; init; }

    /// <summary>
    /// The file to download: the reduced one, or the source if that was kept. <see langword="null"/> if it was skipped or failed.
    /// </summary>
    [Id(4)]
    public StoredFile? File { get; init; }

    /// <summary>The file's media type.</summary>
    [Id(5)]
    public string? MediaType { get; init; }

    /// <summary>Width of the file in pixels.</summary>
    [Id(6)]
    public int? Width { get; init; }

    /// <summary>Height of the file in pixels.</summary>
    [Id(7)]
    public int? Height { get; init; }

    /// <summary>The visible quality (SSIMULACRA2, at most 100), if one was determined.</summary>
    [Id(8)]
    public double? Score { get; init; }

    /// <summary>Whether <see cref="Score"/> was measured on decoded pictures rather than estimated.</summary>
    [Id(9)]
    public bool ScoreIsMeasured { get; init; }

    /// <summary>Whether one credit of the account is charged for it. Decided by the job, not by the worker.</summary>
    [Id(10)]
    public bool Charged { get; init; }
}

/// <summary>How an output ended.</summary>
public enum ItemOutputState
{
    /// <summary>There is a new file.</summary>
    Reduced = 0,

    /// <summary>The source is the output. Only the state of the main output.</summary>
    Kept = 1,

    /// <summary>There is no file, because it would be of no use: it would not be smaller, for example. Never the state of the main output.</summary>
    Skipped = 2,

    /// <summary>It could not be created.</summary>
    Failed = 3,
}

/// <summary>The names that outputs have.</summary>
public static class OutputNames
{
    /// <summary>The image in the format of its source. Every item has this output.</summary>
    public const string Main = "main";

    /// <summary>The image as WebP, in addition to <see cref="Main"/>.</summary>
    public const string WebP = "webp";
}
