using JpegReducer.Interfaces.Ids;
using Orleans.Concurrency;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>The methods of a job that workers call. The same grain as <see cref="IJobGrain"/>, under the same key.</summary>
[Alias("jr.job-work")]
public interface IJobWork : IGrainWithGuidKey
{
    /// <summary>
    /// Leases up to <paramref name="max"/> items to a worker. A lease expires when the worker's silo dies or when <see cref="RenewAsync"/>
    /// has not listed the item for <c>Jobs:LeaseSilence</c>; the item is then leased to another worker. Not idempotent: after a call whose
    /// response was lost, call <see cref="ReleaseUnacknowledgedAsync"/>.
    /// </summary>
    [Alias("lease")]
    Task<WorkBatch> LeaseAsync(WorkerId worker, int max);

    /// <summary>
    /// Renews the leases of a worker on the listed items. Returns the items that the worker must drop, because they have ended or
    /// are leased to another worker.
    /// </summary>
    [Alias("renew"), AlwaysInterleave]
    Task<int[]> RenewAsync(WorkerId worker, int[] sequences);

    /// <summary>
    /// Releases leases on items that were not worked on, so that they can be leased again immediately. Items leased to another worker
    /// are ignored, so that repeating a call changes nothing.
    /// </summary>
    [Alias("release")]
    Task ReleaseAsync(WorkerId worker, int[] sequences);

    /// <summary>
    /// Releases every lease of a worker on items that it does not have in flight: leases whose response was lost. To be called while no
    /// other <see cref="LeaseAsync"/> of the worker is outstanding.
    /// </summary>
    [Alias("release-unacknowledged")]
    Task ReleaseUnacknowledgedAsync(WorkerId worker, int[] inFlight);

    /// <summary>
    /// Releases items whose attempts failed, each with its cause. The job counts the failure, waits (exponential back-off with full jitter)
    /// before it leases the item again, and ends it as <c>internal-error</c> after too many failures. Returns when the count is durable.
    /// Repeating a call changes nothing. An item that is leased to another worker stays leased, but the failed attempt counts.
    /// </summary>
    [Alias("report-failures")]
    Task ReportFailuresAsync(WorkerId worker, FailedAttempt[] attempts);

    /// <summary>
    /// Records how items ended; returns when that is durable. The first result of an item counts, whichever worker reports it; later ones
    /// change nothing, so that a report may be repeated.
    /// </summary>
    [Alias("report-results")]
    Task ReportResultsAsync(WorkerId worker, ItemReport[] reports);

    /// <summary>Activates the job, which announces its backlog to the dispatcher. Called by the dispatcher and by the job's reminder.</summary>
    [Alias("wake"), AlwaysInterleave]
    Task WakeAsync();
}

/// <summary>Items leased together.</summary>
/// <param name="Settings">How they are to be reduced; <see langword="null"/> if the job does not exist.</param>
/// <param name="Items">Empty where no item is ready.</param>
[GenerateSerializer, Immutable, Alias("jr.work-batch")]
public sealed record WorkBatch([property: Id(0)] ReductionSettings? Settings, [property: Id(1)] WorkItem[] Items);

/// <summary>One item as it is leased to a worker.</summary>
/// <param name="Sequence">Its number within the job, from 0.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Source">The location of its bytes.</param>
[GenerateSerializer, Immutable, Alias("jr.work-item")]
public sealed record WorkItem([property: Id(0)] int Sequence, [property: Id(1)] string Name, [property: Id(2)] ItemSource Source)
{
    /// <summary>Whether it is in quarantine, because workers died while they had it in flight: to be reduced in a child process.</summary>
    [Id(3)]
    public bool Isolated { get; init; }

    /// <summary>How many attempts have failed for an unexpected reason.</summary>
    [Id(4)]
    public int FailedAttempts { get; init; }

    /// <summary>The W3C <c>traceparent</c> that the attempt's spans belong to; <see langword="null"/> if the item is not traced.</summary>
    [Id(5)]
    public string? TraceParent { get; init; }
}

/// <summary>How one item ended.</summary>
[GenerateSerializer, Immutable, Alias("jr.item-report")]
public sealed record ItemReport([property: Id(0)] int Sequence, [property: Id(1)] ItemResult Result);

/// <summary>An attempt at one item that ended without a result.</summary>
/// <param name="Sequence">The item's number within the job.</param>
/// <param name="FailedBefore">How many attempts had failed before it (<see cref="WorkItem.FailedAttempts"/> of the lease).</param>
/// <param name="Cause">The kind of failure, which decides how often the item is retried.</param>
/// <param name="Why">The error, for the operator's log.</param>
[GenerateSerializer, Immutable, Alias("jr.failed-attempt")]
public sealed record FailedAttempt(
    [property: Id(0)] int Sequence, [property: Id(1)] int FailedBefore, [property: Id(2)] AttemptFailure Cause, [property: Id(3)] string Why);

/// <summary>Why an attempt failed.</summary>
public enum AttemptFailure
{
    /// <summary>Storage or the cluster is unavailable as a whole: retried without a limit, and not counted as one of the item's attempts.</summary>
    Outage = 0,

    /// <summary>Storage is available but did not serve this item: an overloaded object store, or a file that can never be read.</summary>
    Storage = 1,

    /// <summary>Any other error.</summary>
    Unexpected = 2,
}
