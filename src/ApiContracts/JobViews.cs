using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>The state of a job.</summary>
public sealed record JobView
{
    /// <summary><c>job_</c> and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for display.</summary>
    public string? Label { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

    /// <summary>The settings of the reduction.</summary>
    public required ReductionRequest Options { get; init; }

    /// <summary>Its priority.</summary>
    public required JobPriority Priority { get; init; }

    /// <summary>Items by state.</summary>
    public required JobCounts Counts { get; init; }

    /// <summary>Bytes of the sources that were reduced or kept.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of their results.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Saved bytes in percent of the input.</summary>
    public required double SavedPercent { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last item ended.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// Increases with every change. With <c>?since=</c> and <c>?wait=</c> seconds, a request returns when it has changed.
    /// </summary>
    public required long Version { get; init; }

    /// <summary>Paths of the job.</summary>
    public required JobLinks Links { get; init; }
}

/// <summary>States of a job.</summary>
[JsonConverter(typeof(WordEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Accepts more items.</summary>
    Open,

    /// <summary>Sealed; no item has ended yet.</summary>
    Queued,

    /// <summary>Sealed, and some items have ended.</summary>
    Running,

    /// <summary>Every item has ended.</summary>
    Done,

    /// <summary>Cancelled; finished results are kept.</summary>
    Cancelled,
}

/// <summary>Items of a job by state.</summary>
/// <param name="Total">Accepted items.</param>
/// <param name="Pending">Not ended yet.</param>
/// <param name="Reduced">Reduced.</param>
/// <param name="Kept">Kept unchanged.</param>
/// <param name="Failed">Failed, with a reason.</param>
/// <param name="Cancelled">Cancelled before they were started.</param>
/// <param name="Charged">Charged to the account.</param>
public sealed record JobCounts(int Total, int Pending, int Reduced, int Kept, int Failed, int Cancelled, int Charged);

/// <summary>Paths, relative to the host.</summary>
public sealed record JobLinks(string Self, string Items, string Seal, string Cancel, string Manifest);

/// <summary>A page of jobs, the newest first.</summary>
/// <param name="Items">The jobs.</param>
/// <param name="Next">The cursor of the next page; <see langword="null"/> at the end.</param>
public sealed record JobList(IReadOnlyList<JobView> Items, string? Next);

/// <summary>Items that were accepted together.</summary>
/// <param name="Job">The job.</param>
/// <param name="Items">In the order in which they were sent.</param>
public sealed record AcceptedItems(string Job, IReadOnlyList<AcceptedItem> Items);

/// <summary>An accepted item: it will be processed, even after crashes.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Name">The file's name.</param>
/// <param name="ClientRef">The reference of the client.</param>
/// <param name="Bytes">The length of the upload; <see langword="null"/> for a URL.</param>
public sealed record AcceptedItem(int Sequence, string Name, string? ClientRef, long? Bytes);
