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

    /// <summary>What the sender calls it.</summary>
    public string? ClientRef { get; init; }

    /// <summary>How far it has come.</summary>
    public required ItemState State { get; init; }

    /// <summary>Why it was kept or why it failed: a stable word, listed in the documentation of the API.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>What came in.</summary>
    public required ManifestInput Input { get; init; }

    /// <summary>What is handed out; <see langword="null"/> unless the item was reduced or kept.</summary>
    public ManifestOutput? Output { get; init; }

    /// <summary>Whether it counts against the account.</summary>
    public required bool Charged { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From this moment the files are gone.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the files are, while they are.</summary>
    public required ManifestLinks Links { get; init; }
}

/// <summary>How far an item has come.</summary>
[JsonConverter(typeof(WordEnumConverter<ItemState>))]
public enum ItemState
{
    /// <summary>Waiting, or being worked on.</summary>
    Pending,

    /// <summary>There is a smaller file.</summary>
    Reduced,

    /// <summary>The source is the best answer.</summary>
    Kept,

    /// <summary>It could not be reduced; see the reason.</summary>
    Failed,

    /// <summary>The job was cancelled before its turn.</summary>
    Cancelled,
}

/// <summary>What came in.</summary>
/// <param name="Url">Where it was fetched from.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content.</param>
/// <param name="Type">Its media type, told from the bytes.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
public sealed record ManifestInput(string? Url, long? Bytes, string? Sha256, string? Type, int? Width, int? Height)
{
    /// <summary>Whether it carried content credentials (C2PA). Their signature covers its bytes: a reduced file has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HadContentCredentials { get; init; }

    /// <summary>Whether it was a motion photo whose video a reduced file does not have, because metadata was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HadMotionVideo { get; init; }
}

/// <summary>What is handed out.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content; also its entity tag.</param>
/// <param name="Type">Its media type.</param>
/// <param name="SavedPercent">How much smaller it is, in per cent of the input.</param>
/// <param name="Score">Its visible quality, where one was determined.</param>
public sealed record ManifestOutput(long Bytes, string Sha256, string Type, double SavedPercent, ManifestScore? Score);

/// <summary>A visible quality.</summary>
/// <param name="Metric">The metric's name: <c>ssimulacra2</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Basis"><c>measured</c> or <c>estimated</c>.</param>
public sealed record ManifestScore(string Metric, double Value, string Basis);

/// <summary>Paths, relative to the host.</summary>
/// <param name="Content">The output.</param>
/// <param name="Original">The source.</param>
public sealed record ManifestLinks(string? Content, string? Original);
