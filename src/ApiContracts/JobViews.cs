using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>A job as it stands.</summary>
public sealed record JobView
{
    /// <summary><c>job_</c> and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name it was given.</summary>
    public string? Label { get; init; }

    /// <summary>How far it has come.</summary>
    public required JobState State { get; init; }

    /// <summary>How its images are reduced.</summary>
    public required ReductionRequest Options { get; init; }

    /// <summary>Which queue it waits in.</summary>
    public required JobPriority Priority { get; init; }

    /// <summary>How many items are where.</summary>
    public required JobCounts Counts { get; init; }

    /// <summary>Bytes of the sources that were reduced or kept.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of what is handed out for them.</summary>
    public required long BytesOut { get; init; }

    /// <summary>How much smaller the output is, in per cent of the input.</summary>
    public required double SavedPercent { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last item ended.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Grows with every change. Send it as <c>?since=</c> with <c>?wait=</c> seconds to be answered when there is news.</summary>
    public required long Version { get; init; }

    /// <summary>Where to go from here.</summary>
    public required JobLinks Links { get; init; }
}

/// <summary>How far a job has come.</summary>
[JsonConverter(typeof(WordEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Takes more items.</summary>
    Open,

    /// <summary>Complete; nothing has ended yet.</summary>
    Queued,

    /// <summary>Complete, and at work.</summary>
    Running,

    /// <summary>Every item has ended.</summary>
    Done,

    /// <summary>Cancelled; what had ended before stays.</summary>
    Cancelled,
}

/// <summary>How many items of a job are where.</summary>
/// <param name="Total">Accepted.</param>
/// <param name="Pending">Not ended yet.</param>
/// <param name="Reduced">Ended smaller.</param>
/// <param name="Kept">Ended as they were.</param>
/// <param name="Failed">Ended with a reason.</param>
/// <param name="Cancelled">Never begun.</param>
/// <param name="Charged">Count against the account.</param>
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

/// <summary>An item that was accepted: it will end, whatever dies.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Name">The file's name.</param>
/// <param name="ClientRef">What the sender calls it.</param>
/// <param name="Bytes">The length of the upload; <see langword="null"/> for a URL.</param>
public sealed record AcceptedItem(int Sequence, string Name, string? ClientRef, long? Bytes);
