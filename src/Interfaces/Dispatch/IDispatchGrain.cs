using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Dispatch;

/// <summary>
/// Distributes the workers among the jobs: fairly between accounts, and without idle workers while items wait. It keeps counts, never
/// items, and no state that must survive: after a crash it is rebuilt from the unsettled jobs. Key: <see cref="GrainKeys.Dispatch"/>.
/// </summary>
/// <remarks>
/// Announcements and pulls carry the whole truth of their sender, so that a lost or repeated message is corrected by the next one. Every
/// call is idempotent except <see cref="PullAsync"/>; a grant lost with its response is corrected by the worker's next pull.
/// </remarks>
[Alias("jr.dispatch")]
public interface IDispatchGrain : IGrainWithStringKey
{
    /// <summary>Reports the backlog of a job. Called when it changes, and every second while the job is open.</summary>
    [Alias("announce")]
    Task AnnounceAsync(JobBacklog backlog);

    /// <summary>
    /// Requests items of one priority, and serves as the worker's heartbeat. Responds immediately if items wait or the worker has no
    /// free capacity; otherwise when items arrive, or after a second without any. A grant is permission to lease items from a job: one
    /// that is lost, or used only in part, needs no further call.
    /// </summary>
    [Alias("pull")]
    Task<PullResult> PullAsync(WorkerPull pull);

    /// <summary>The number of an account's items that wait.</summary>
    [Alias("waiting"), Idempotent]
    Task<long> GetWaitingAsync(AccountId account);

    /// <summary>The load of the whole cluster.</summary>
    [Alias("load"), Idempotent]
    Task<DispatchLoad> GetLoadAsync();
}

/// <summary>The backlog of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Account">The account that it belongs to.</param>
/// <param name="Priority">The queue of its items.</param>
/// <param name="Waiting">How many items are ready to be leased.</param>
/// <param name="IsClosed">Whether the job has ended, so that the dispatcher can remove it.</param>
[GenerateSerializer, Immutable, Alias("jr.job-backlog")]
public sealed record JobBacklog(
    [property: Id(0)] JobId Job,
    [property: Id(1)] AccountId Account,
    [property: Id(2)] JobPriority Priority,
    [property: Id(3)] int Waiting,
    [property: Id(4)] bool IsClosed);

/// <summary>A worker's request for items.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Priority">The priority of the requested items. A worker runs one pull for each priority at a time.</param>
/// <param name="Capacity">How many more items of this priority it can take now; 0 for a heartbeat.</param>
/// <param name="Held">All items that it has in flight, of every priority: replaces the dispatcher's own count.</param>
[GenerateSerializer, Immutable, Alias("jr.worker-pull")]
public sealed record WorkerPull(
    [property: Id(0)] WorkerId Worker,
    [property: Id(1)] JobPriority Priority,
    [property: Id(2)] int Capacity,
    [property: Id(3)] HeldWork[] Held);

/// <summary>The number of items of one job that a worker has in flight.</summary>
[GenerateSerializer, Immutable, Alias("jr.held-work")]
public readonly record struct HeldWork([property: Id(0)] JobId Job, [property: Id(1)] AccountId Account, [property: Id(2)] int Items);

/// <summary>The response to a pull.</summary>
[GenerateSerializer, Immutable, Alias("jr.pull-result")]
public abstract record PullResult
{
    private PullResult()
    {
    }

    /// <summary>The worker may lease items, at most its capacity in total.</summary>
    /// <param name="Grants">At least one; at most one for each job.</param>
    [GenerateSerializer, Immutable, Alias("jr.pull-result.granted")]
    public sealed record Granted([property: Id(0)] WorkGrant[] Grants) : PullResult;

    /// <summary>No items of the priority wait, or the pull was a heartbeat.</summary>
    [GenerateSerializer, Immutable, Alias("jr.pull-result.empty")]
    public sealed record Empty : PullResult;

    /// <summary>Membership has declared the worker's silo dead: its leases have ended, and it is granted nothing.</summary>
    [GenerateSerializer, Immutable, Alias("jr.pull-result.worker-dead")]
    public sealed record WorkerDead : PullResult;
}

/// <summary>Permission to lease up to <paramref name="Items"/> items from a job.</summary>
[GenerateSerializer, Immutable, Alias("jr.work-grant")]
public readonly record struct WorkGrant(
    [property: Id(0)] JobId Job,
    [property: Id(1)] AccountId Account,
    [property: Id(2)] JobPriority Priority,
    [property: Id(3)] int Items);

/// <summary>The load of the whole cluster.</summary>
/// <param name="OpenJobs">Jobs that have not ended.</param>
/// <param name="WaitingItems">Items that wait for a worker.</param>
/// <param name="InFlightItems">Items that workers have in flight.</param>
/// <param name="Workers">Workers that have sent a heartbeat lately.</param>
[GenerateSerializer, Immutable, Alias("jr.dispatch-load")]
public readonly record struct DispatchLoad(
    [property: Id(0)] int OpenJobs,
    [property: Id(1)] long WaitingItems,
    [property: Id(2)] int InFlightItems,
    [property: Id(3)] int Workers);
