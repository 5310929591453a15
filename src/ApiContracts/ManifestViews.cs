using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>A page of a job's manifest.</summary>
/// <param name="Job">The job.</param>
/// <param name="Items">In order.</param>
/// <param name="Next">The cursor of the next page; <see langword="null"/> at the end.</param>
public sealed record ManifestPage(string Job, IReadOnlyList<ManifestItem> Items, string? Next);

/// <summary>One item of a manifest: one line of it, as NDJSON.</summary>
public sealed record ManifestItem
{
    /// <summary>Its number within the job, from 0.</summary>
    public required int Sequence { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The reference of the client.</summary>
    public string? ClientRef { get; init; }

    /// <summary>Its state.</summary>
    public required ItemState State { get; init; }

    /// <summary>Why it was kept or why it failed: a stable code, listed in <c>docs/api/reasons.md</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>The source.</summary>
    public required ManifestInput Input { get; init; }

    /// <summary>The result; <see langword="null"/> unless the item was reduced or kept.</summary>
    public ManifestOutput? Output { get; init; }

    /// <summary>
    /// All outputs, the main one first: one for each requested format, and none where the item has not ended or its source could not be read.
    /// </summary>
    public required ValueCollection<ManifestOutputFile> Outputs { get; init; }

    /// <summary>Whether any of its outputs counts against the account.</summary>
    public required bool Charged { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When its files expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Paths of its files, until they expire.</summary>
    public required ManifestLinks Links { get; init; }
}

/// <summary>States of an item.</summary>
[JsonConverter(typeof(WordEnumConverter<ItemState>))]
public enum ItemState
{
    /// <summary>Queued or in flight.</summary>
    Pending,

    /// <summary>The result is smaller than the source.</summary>
    Reduced,

    /// <summary>The result is the source, because nothing smaller was found.</summary>
    Kept,

    /// <summary>It could not be reduced; see the reason.</summary>
    Failed,

    /// <summary>The job was cancelled before it was processed.</summary>
    Cancelled,
}

/// <summary>The source.</summary>
/// <param name="Url">Where it was fetched from.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content.</param>
/// <param name="Type">Its media type, detected from its content.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
public sealed record ManifestInput(string? Url, long? Bytes, string? Sha256, string? Type, int? Width, int? Height)
{
    /// <summary>Whether it carried content credentials (C2PA). Their signature covers its bytes: a reduced file has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HadContentCredentials { get; init; }

    /// <summary>Whether it was a motion photo whose video a reduced file does not have, because metadata was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HadMotionVideo { get; init; }
}

/// <summary>The result.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content; also its entity tag.</param>
/// <param name="Type">Its media type.</param>
/// <param name="SavedPercent">Saved bytes in percent of the input.</param>
/// <param name="Score">Its visible quality, if it was determined.</param>
public sealed record ManifestOutput(long Bytes, string Sha256, string Type, double SavedPercent, ManifestScore? Score);

/// <summary>One of the outputs of an item.</summary>
public sealed record ManifestOutputFile
{
    /// <summary><c>main</c> or <c>webp</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required OutputState State { get; init; }

    /// <summary>Why it was kept, skipped or failed: a stable word, listed in the documentation of the API.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>Its length; <see langword="null"/>, as are all of the following, where there is no file.</summary>
    public long? Bytes { get; init; }

    /// <summary>The SHA-256 of its content; also its entity tag.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its media type.</summary>
    public string? Type { get; init; }

    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>How much smaller it is, in per cent of the input.</summary>
    public double? SavedPercent { get; init; }

    /// <summary>Its visible quality, where one was determined.</summary>
    public ManifestScore? Score { get; init; }

    /// <summary>Whether it counts against the account: one credit.</summary>
    public required bool Charged { get; init; }

    /// <summary>The path of the file, relative to the host.</summary>
    public string? Content { get; init; }
}

/// <summary>How an output ended.</summary>
[JsonConverter(typeof(WordEnumConverter<OutputState>))]
public enum OutputState
{
    /// <summary>There is a new file.</summary>
    Reduced,

    /// <summary>The source is the output.</summary>
    Kept,

    /// <summary>There is no file, because it would serve no purpose; see the reason.</summary>
    Skipped,

    /// <summary>It could not be made; see the reason.</summary>
    Failed,
}

/// <summary>A visible quality.</summary>
/// <param name="Metric">The metric's name: <c>ssimulacra2</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Basis"><c>measured</c> or <c>estimated</c>.</param>
public sealed record ManifestScore(string Metric, double Value, string Basis);

/// <summary>Paths, relative to the host.</summary>
/// <param name="Content">The output.</param>
/// <param name="Original">The source.</param>
public sealed record ManifestLinks(string? Content, string? Original);
