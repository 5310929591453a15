using JpegReducer.Interfaces.Dispatch;
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

    private readonly FairShare _shares = new();
    private readonly LinkedList<TaskCompletionSource> _idle = new();
    private WorkerBook _workers = null!;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _workers = new WorkerBook(_shares);

        // The open jobs are in the ledger: each is taken to have all its items waiting until it has spoken for itself.
        await foreach (LedgerJob job in ledger.ReadUnsettledJobsAsync(cancellationToken))
        {
            _shares.Update(new JobTicket(job.Id, job.Spec.Account, job.Spec.Priority, job.Totals.Pending, IsClosed: false), DateTimeOffset.MinValue);
        }

        LogRebuilt(_shares.Jobs.Count);
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, SweepPeriod) { KeepAlive = true });
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(JobTicket ticket)
    {
        if (_shares.Update(ticket, time.GetUtcNow())) WakeIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<WorkGrant[]> PullAsync(WorkerPull pull)
    {
        _workers.Hear(pull.Worker, pull.Held, time.GetUtcNow());
        WorkGrant[] grants = Grant(pull);
        if (grants.Length > 0 || pull.FreeForInteractive == 0) return grants;

        // Nothing waits: so does the worker, until something does.
        LinkedListNode<TaskCompletionSource> place = _idle.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using CancellationTokenSource enough = new(LongestPull, time);
        using (enough.Token.Register(() => place.Value.TrySetResult())) await place.Value.Task;
        if (place.List is not null) _idle.Remove(place);

        return Grant(pull);
    }

    /// <inheritdoc/>
    public Task<DispatchLoad> GetLoadAsync() => Task.FromResult(new DispatchLoad(
        _shares.Jobs.Count, _shares.Jobs.Sum(job => (long)job.Waiting), _workers.Items, _workers.Count));

    private WorkGrant[] Grant(WorkerPull pull)
    {
        WorkGrant[] grants = _shares.Grant(pull.Free, pull.FreeForInteractive);
        if (grants.Length > 0) _workers.Granted(pull.Worker, grants);
        return grants;
    }

    private void WakeIdle()
    {
        while (_idle.First is { } first)
        {
            _idle.RemoveFirst();
            first.Value.TrySetResult();
        }
    }

    private Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (WorkerId worker in _workers.Workers.ToArray())
        {
            if (!silos.IsDeadSilo(worker.Silo) && _workers.HeardAt(worker) > now - WorkerSilence) continue;

            _workers.Forget(worker);
            LogWorkerLost(worker.Silo);
        }

        long waiting = 0;
        foreach (FairShare.QueuedJob job in _shares.Jobs)
        {
            waiting += job.Waiting;
            if (job.HeardAt < now - JobSilence) GrainFactory.GetGrain<IJobWork>(job.Id.Value).WakeAsync().Ignore();
        }

        instruments.Observe(_shares.Jobs.Count, waiting, _workers.Items);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "The dispatcher is awake, with {Jobs} open jobs")]
    private partial void LogRebuilt(int jobs);

    [LoggerMessage(LogLevel.Warning, "The worker on {Silo} is gone; what it held goes to others")]
    private partial void LogWorkerLost(SiloAddress silo);
}
