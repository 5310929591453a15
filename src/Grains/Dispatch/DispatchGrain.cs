using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace JpegReducer.Grains.Dispatch;

/// <inheritdoc cref="IDispatchGrain"/>
/// <remarks>
/// Anti-entropy instead of exact bookkeeping: jobs announce their backlog every second, workers report their items in flight with every
/// pull, and a job that stays silent is activated. After any lost message the counts are correct again within seconds.
/// </remarks>
[Reentrant]
internal sealed partial class DispatchGrain(
    IItemLedger ledger, ISiloStatusOracle silos, TimeProvider time, DispatchInstruments instruments, ILogger<DispatchGrain> logger)
    : Grain, IDispatchGrain
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan AnnouncementTimeout = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxPullDuration = TimeSpan.FromSeconds(1);

    private readonly Dispatcher _dispatcher = new();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Until a job announces its backlog, all its pending items count as waiting.
        await foreach (LedgerJob job in ledger.ReadUnsettledJobsAsync(cancellationToken))
        {
            _dispatcher.Announce(
                new JobBacklog(job.Id, job.Spec.Account, job.Spec.Priority, job.Totals.Pending, IsClosed: false), DateTimeOffset.MinValue);
        }

        LogActivated(_dispatcher.Jobs.Count);
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, SweepPeriod) { KeepAlive = true });
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(JobBacklog backlog)
    {
        _dispatcher.Announce(backlog, time.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PullResult> PullAsync(WorkerPull pull)
    {
        if (silos.IsDeadSilo(pull.Worker.Silo))
        {
            // The silo has not found out yet. Without the delay it would pull again immediately.
            await Task.Delay(MaxPullDuration, time);
            return new PullResult.WorkerDead();
        }

        WorkGrant[] grants = _dispatcher.Pull(pull, time.GetUtcNow());
        if (grants.Length == 0 && pull.Capacity > 0) grants = await WaitForGrantsAsync(pull);
        return grants.Length > 0 ? new PullResult.Granted(grants) : new PullResult.Empty();
    }

    /// <inheritdoc/>
    public Task<long> GetWaitingAsync(AccountId account) => Task.FromResult(_dispatcher.WaitingOf(account));

    /// <inheritdoc/>
    public Task<DispatchLoad> GetLoadAsync() => Task.FromResult(new DispatchLoad(
        _dispatcher.Jobs.Count, _dispatcher.Waiting, _dispatcher.Workers.InFlight, _dispatcher.Workers.Count));

    private async Task<WorkGrant[]> WaitForGrantsAsync(WorkerPull pull)
    {
        // Grants and the end of the wait are handled in turns of this grain, so that no grant is made to a pull that has already returned.
        TaskCompletionSource<WorkGrant[]> granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<Dispatcher.ParkedPull> parked = _dispatcher.Park(pull, granted.SetResult);
        await ((Task)granted.Task).WaitAsync(MaxPullDuration, time)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        Dispatcher.Unpark(parked);
        return granted.Task.IsCompleted ? await granted.Task : [];
    }

    private Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (WorkerId worker in _dispatcher.Workers.Workers.ToArray())
        {
            if (!silos.IsDeadSilo(worker.Silo) && _dispatcher.Workers.HeartbeatOf(worker) > now - HeartbeatTimeout) continue;

            _dispatcher.RemoveWorker(worker);
            LogWorkerRemoved(worker.Silo);
        }

        foreach (QueuedJob job in _dispatcher.Jobs)
        {
            if (job.AnnouncedAt < now - AnnouncementTimeout) GrainFactory.GetGrain<IJobWork>(job.Id.Value).WakeAsync().Ignore();
        }

        instruments.LoadMeasured(_dispatcher.Jobs.Count, _dispatcher.Waiting, _dispatcher.Workers.InFlight);
        return Task.CompletedTask;
    }
}
