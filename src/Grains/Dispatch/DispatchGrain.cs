using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace JpegReducer.Grains.Dispatch;

/// <inheritdoc cref="IDispatchGrain"/>
/// <remarks>
/// Anti-entropy instead of bookkeeping that must be right: jobs say every second what waits, workers say with every pull what
/// they hold, and a job that has been silent is woken. Whatever message got lost, the counts are true again within seconds.
/// </remarks>
[Reentrant]
internal sealed partial class DispatchGrain(
    IItemLedger ledger, ISiloStatusOracle silos, TimeProvider time, DispatchInstruments instruments, ILogger<DispatchGrain> logger)
    : Grain, IDispatchGrain
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan JobSilence = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan WorkerSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPull = TimeSpan.FromSeconds(1);

    private readonly Dispatcher _dispatcher = new();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The open jobs are in the ledger: each is taken to have all its items waiting until it has spoken for itself.
        await foreach (LedgerJob job in ledger.ReadUnsettledJobsAsync(cancellationToken))
        {
            _dispatcher.Announce(new JobBacklog(job.Id, job.Spec.Account, job.Spec.Priority, job.Totals.Pending, IsClosed: false), DateTimeOffset.MinValue);
        }

        LogRebuilt(_dispatcher.Jobs.Count);
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, SweepPeriod) { KeepAlive = true });
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(JobBacklog ticket)
    {
        _dispatcher.Announce(ticket, time.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<WorkGrant[]> PullAsync(WorkerPull pull)
    {
        if (silos.IsDeadSilo(pull.Worker.Silo))
        {
            // It was given up and has not found out yet: what it took would be taken from it at once.
            await Task.Delay(LongestPull, time);
            return [];
        }

        WorkGrant[] grants = _dispatcher.Pull(pull, time.GetUtcNow());
        bool hasRoom = pull.Free > 0 || pull.FreeForInteractive > 0;
        if (grants.Length > 0 || !hasRoom) return grants;

        // Nothing waits: so does the worker, until something does. Grants are made and the time is up in turns of this grain, never
        // at once: none is made for a worker that has gone on.
        TaskCompletionSource<WorkGrant[]> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var place = _dispatcher.Wait(pull, answer.SetResult);
        await ((Task)answer.Task).WaitAsync(LongestPull, time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        Dispatcher.GiveUp(place);
        return answer.Task.IsCompleted ? await answer.Task : [];
    }

    /// <inheritdoc/>
    public Task<long> GetWaitingAsync(AccountId account) => Task.FromResult(_dispatcher.WaitingOf(account));

    /// <inheritdoc/>
    public Task<DispatchLoad> GetLoadAsync() => Task.FromResult(new DispatchLoad(
        _dispatcher.Jobs.Count, _dispatcher.Waiting, _dispatcher.Workers.Items, _dispatcher.Workers.Count));

    private Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (WorkerId worker in _dispatcher.Workers.Workers.ToArray())
        {
            if (!silos.IsDeadSilo(worker.Silo) && _dispatcher.Workers.HeardAt(worker) > now - WorkerSilence) continue;

            _dispatcher.Forget(worker);
            LogWorkerLost(worker.Silo);
        }

        foreach (QueuedJob job in _dispatcher.Jobs)
        {
            if (job.HeardAt < now - JobSilence) GrainFactory.GetGrain<IJobWork>(job.Id.Value).WakeAsync().Ignore();
        }

        instruments.Observe(_dispatcher.Jobs.Count, _dispatcher.Waiting, _dispatcher.Workers.Items);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "The dispatcher is awake, with {Jobs} open jobs")]
    private partial void LogRebuilt(int jobs);

    [LoggerMessage(LogLevel.Warning, "The worker on {Silo} is gone; what it held goes to others")]
    private partial void LogWorkerLost(SiloAddress silo);
}
