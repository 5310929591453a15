using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Interfaces.Dispatch;

/// <summary>
/// Shares the workers between the jobs: interactive before bulk, fair between accounts, nobody idle while anything waits.
/// Holds counts, never items, and nothing that must survive: after a loss it is rebuilt from the open jobs. Key: <see cref="GrainKeys.Dispatch"/>.
/// </summary>
[Alias("jr.dispatch")]
public interface IDispatchGrain : IGrainWithStringKey
{
    /// <summary>A job says how many of its items wait. Said again whenever that changes, and every second while the job is open.</summary>
    [Alias("announce")]
    Task AnnounceAsync(JobBacklog ticket);

    /// <summary>
    /// A worker asks for work. Answers at once where any waits, else when some comes or after a second, with none.
    /// A grant is only a permission to ask the job: one that gets lost costs nothing.
    /// </summary>
    [Alias("pull")]
    Task<WorkGrant[]> PullAsync(WorkerPull pull);

    /// <summary>How many items of an account wait.</summary>
    [Alias("waiting")]
    Task<long> GetWaitingAsync(AccountId account);

    /// <summary>How much waits and how much is at work.</summary>
    [Alias("load")]
    Task<DispatchLoad> GetLoadAsync();
}

/// <summary>What a job tells the dispatcher.</summary>
/// <param name="Job">The job.</param>
/// <param name="Account">Whose turn it takes.</param>
/// <param name="Priority">Which queue it waits in.</param>
/// <param name="Waiting">How many items are ready to be handed out.</param>
/// <param name="IsClosed">Whether the job has ended and can be forgotten.</param>
[GenerateSerializer, Immutable, Alias("jr.job-ticket")]
public sealed record JobBacklog(
    [property: Id(0)] JobId Job,
    [property: Id(1)] AccountId Account,
    [property: Id(2)] JobPriority Priority,
    [property: Id(3)] int Waiting,
    [property: Id(4)] bool IsClosed);

/// <summary>A worker's request.</summary>
/// <param name="Worker">Who asks.</param>
/// <param name="Free">How many more items of any kind it can take now.</param>
/// <param name="FreeForInteractive">How many of those that somebody waits for, within <paramref name="Free"/> or beside it.</param>
/// <param name="Held">What it holds: the truth that corrects the dispatcher's own count.</param>
[GenerateSerializer, Immutable, Alias("jr.worker-pull")]
public sealed record WorkerPull(
    [property: Id(0)] WorkerId Worker,
    [property: Id(1)] int Free,
    [property: Id(2)] int FreeForInteractive,
    [property: Id(3)] HeldWork[] Held);

/// <summary>How many items of a job are in a worker's hands.</summary>
[GenerateSerializer, Immutable, Alias("jr.held-work")]
public readonly record struct HeldWork([property: Id(0)] JobId Job, [property: Id(1)] AccountId Account, [property: Id(2)] int Items);

/// <summary>Permission to take up to <paramref name="Items"/> items from a job.</summary>
[GenerateSerializer, Immutable, Alias("jr.work-grant")]
public readonly record struct WorkGrant(
    [property: Id(0)] JobId Job,
    [property: Id(1)] AccountId Account,
    [property: Id(2)] JobPriority Priority,
    [property: Id(3)] int Items);

/// <summary>How much waits and how much is at work, over the whole cluster.</summary>
[GenerateSerializer, Immutable, Alias("jr.dispatch-load")]
public readonly record struct DispatchLoad(
    [property: Id(0)] int OpenJobs,
    [property: Id(1)] long WaitingItems,
    [property: Id(2)] int InFlightItems,
    [property: Id(3)] int Workers);

/// <summary>One worker: all the slots of one silo's life.</summary>
/// <param name="Silo">Where it runs. Its leases end when membership declares that silo dead.</param>
[GenerateSerializer, Immutable, Alias("jr.worker-id")]
public readonly record struct WorkerId([property: Id(0)] SiloAddress Silo);
