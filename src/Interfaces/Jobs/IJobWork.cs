using JpegReducer.Interfaces.Dispatch;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>The side of a job that workers see. The same grain as <see cref="IJobGrain"/>, under the same key.</summary>
[Alias("jr.job-work")]
public interface IJobWork : IGrainWithGuidKey
{
    /// <summary>
    /// Hands out up to <paramref name="max"/> items under a lease. The lease lasts as long as the worker's silo lives and
    /// <see cref="HoldAsync"/> names the item; then somebody else gets it.
    /// </summary>
    [Alias("take")]
    Task<WorkBatch> TakeAsync(WorkerId worker, int max);

    /// <summary>
    /// Says which items a worker still holds: they stay its own; what it was handed and does not hold is given out again.
    /// Answers with those that it need not go on with, because they have ended or are somebody else's.
    /// </summary>
    [Alias("hold"), AlwaysInterleave]
    Task<int[]> HoldAsync(WorkerId worker, int[] sequences);

    /// <summary>
    /// Gives items back that were not worked on, so that another worker has them at once. One that is not the worker's any more stays
    /// whose it is.
    /// </summary>
    [Alias("release")]
    Task ReleaseAsync(WorkerId worker, int[] sequences);

    /// <summary>
    /// Releases items whose attempts failed, each with its cause. The job counts, waits (exponential back-off with full jitter) before it
    /// hands an item out again, and ends it as <c>internal-error</c> when it has failed too often. Returns when the count is durable. Repeating
    /// a call changes nothing. An item that is leased to another worker stays leased, but the failed attempt counts.
    /// </summary>
    [Alias("fail")]
    Task FailAsync(WorkerId worker, FailedAttempt[] attempts);

    /// <summary>
    /// Gives back what a worker was handed and does not hold: a hand-out whose answer was lost on the way. To be called while no other
    /// hand-out to the worker is on its way.
    /// </summary>
    [Alias("release-others")]
    Task ReleaseOthersAsync(WorkerId worker, int[] held);

    /// <summary>
    /// Records how items ended; returns when that is durable. The first result of an item counts, whoever brings it;
    /// every later one changes nothing, so that repeating a report is harmless.
    /// </summary>
    [Alias("report")]
    Task ReportAsync(WorkerId worker, ItemReport[] reports);

    /// <summary>Makes sure that the job is awake and that the dispatcher knows what waits. Called by the dispatcher and by the job's reminder.</summary>
    [Alias("wake"), AlwaysInterleave]
    Task WakeAsync();
}

/// <summary>Items handed out together.</summary>
/// <param name="Settings">How they are to be reduced.</param>
/// <param name="Items">None where nothing waits.</param>
[GenerateSerializer, Immutable, Alias("jr.work-batch")]
public sealed record WorkBatch([property: Id(0)] ReductionSettings? Settings, [property: Id(1)] WorkItem[] Items);

/// <summary>One item in a worker's hands.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Source">Where its bytes are.</param>
[GenerateSerializer, Immutable, Alias("jr.work-item")]
public sealed record WorkItem([property: Id(0)] int Sequence, [property: Id(1)] string Name, [property: Id(2)] ItemSource Source)
{
    /// <summary>Whether it is in quarantine, because workers that had it in hand died: to be reduced in a process of its own.</summary>
    [Id(3)]
    public bool Isolated { get; init; }

    /// <summary>How many attempts have failed for a reason that nothing foresaw.</summary>
    [Id(4)]
    public int FailedAttempts { get; init; }
}

/// <summary>How one item ended.</summary>
[GenerateSerializer, Immutable, Alias("jr.item-report")]
public sealed record ItemReport([property: Id(0)] int Sequence, [property: Id(1)] ItemResult Result);

/// <summary>An attempt at one item that ended without a result.</summary>
/// <param name="Sequence">The item's number within the job.</param>
/// <param name="FailedBefore">How many had failed before it, as the worker was told when it was handed the item.</param>
/// <param name="Cause">What kind of failure it was: it decides how often the item is tried again.</param>
/// <param name="Why">For the operator's log.</param>
[GenerateSerializer, Immutable, Alias("jr.failed-attempt")]
public sealed record FailedAttempt(
    [property: Id(0)] int Sequence, [property: Id(1)] int FailedBefore, [property: Id(2)] AttemptFailure Cause, [property: Id(3)] string Why);

/// <summary>What an attempt failed of.</summary>
public enum AttemptFailure
{
    /// <summary>Storage or the cluster is unavailable as a whole: the item waits for it, without a limit, and none of its attempts is used up.</summary>
    Outage = 0,

    /// <summary>Storage is available, and yet did not serve this item: a busy object store, or a file that it never will.</summary>
    Storage = 1,

    /// <summary>Anything else: an exception that nothing foresaw.</summary>
    Unforeseen = 2,
}
