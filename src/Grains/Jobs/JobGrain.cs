using System.Diagnostics.CodeAnalysis;
using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace JpegReducer.Grains.Jobs;

/// <inheritdoc cref="IJobGrain"/>
/// <remarks>
/// The ledger is the source of truth. The grain keeps the ledger's last snapshot, a window over the pending items, and the leases, and can
/// lose all of it at any moment. Turns interleave, so every change of memory is made between two awaits.
/// </remarks>
[Reentrant, CollectionAgeLimit(Minutes = 2)]
internal sealed partial class JobGrain : Grain, IJobGrain, IJobWork, IRemindable
{
    private const string WakeReminder = "wake";
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly IItemLedger _ledger;
    private readonly IWorkJournal _journal;
    private readonly ISiloStatusOracle _silos;
    private readonly TimeProvider _time;
    private readonly JobOptions _options;
    private readonly ChargePolicy _charges;
    private readonly JobInstruments _instruments;
    private readonly RecurringFaults _faults;
    private readonly ILogger<JobGrain> _logger;
    private readonly LeaseTable _leases = new();
    private readonly List<ReclaimedLease> _reclaimed = [];
    private readonly CrashHistory _crashes;
    private readonly PendingWindow _window;
    private readonly JobWaiters _waiters;
    private readonly JobSettlement _settlement;
    private readonly CommitBatcher _reports;
    private readonly BatchTraces _traces;

    private LedgerJob? _job;
    private int _itemsBeingAdded;
    private DateTimeOffset _activatedAt;
    private DateTimeOffset _lastAddedAt;
    private bool _hasReminder;
    private IGrainTimer? _tick;

    public JobGrain(
        IItemLedger ledger,
        IWorkJournal journal,
        ISiloStatusOracle silos,
        TimeProvider time,
        IOptions<JobOptions> options,
        ChargePolicy charges,
        JobInstruments instruments,
        RecurringFaults faults,
        ILogger<JobGrain> logger)
    {
        _ledger = ledger;
        _journal = journal;
        _silos = silos;
        _time = time;
        _options = options.Value;
        _charges = charges;
        _instruments = instruments;
        _faults = faults;
        _logger = logger;

        // None: a former silo at this address, of an earlier generation or on other ports, is not in the membership table any more.
        _crashes = new CrashHistory(worker => silos.GetApproximateSiloStatus(worker.Silo) is SiloStatus.Dead or SiloStatus.None);
        _waiters = new JobWaiters(time);
        _traces = new BatchTraces(time);
        _window = new PendingWindow((after, max) => ledger.ReadPendingAsync(Id, after, max, CancellationToken.None), AfterUnexpected, time);
        _reports = new CommitBatcher(CommitAsync);
        _settlement = new JobSettlement(ledger, account => GrainFactory.GetGrain<IUsageGrain>(account.Value));
    }

    private JobId Id => new(this.GetPrimaryKey());

    private IDispatchGrain Dispatch => GrainFactory.GetGrain<IDispatchGrain>(GrainKeys.Dispatch);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _activatedAt = _lastAddedAt = _time.GetUtcNow();
        if (await _ledger.FindJobAsync(Id, cancellationToken) is not { } job) return;

        if (!IsClosed(job))
        {
            _crashes.Load(await _journal.ReadAsync(Id, cancellationToken));
            _crashes.SuspectAll();
        }

        ApplySnapshot(job);
    }

    /// <inheritdoc/>
    public Task<JobStatus?> GetStatusAsync() => Task.FromResult(_job is null ? null : Status(_job));

    /// <inheritdoc/>
    public async Task<JobStatus?> WaitAsync(long knownVersion, TimeSpan atMost)
    {
        if (_job is { } job && Status(job) is { IsClosed: false } status && status.Version <= knownVersion)
        {
            await _waiters.WaitAsync(knownVersion, atMost < MaxWait ? atMost : MaxWait);
        }

        return await GetStatusAsync();
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        Announce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _hasReminder = true;
        Announce();
        if (_job is null or { IsSettled: true }) await DropReminderAsync();
    }

    private static bool IsClosed(LedgerJob job) => job.State is JobState.Done or JobState.Cancelled;

    private JobStatus Status(LedgerJob job) => JobStatuses.Of(job, isBooked: job.IsSettled || _settlement.IsFinal);

    /// <summary>Takes over a snapshot of the ledger, unless a newer one was applied before it arrived.</summary>
    [MemberNotNull(nameof(_job))]
    private void ApplySnapshot(LedgerJob job)
    {
        if (_job is { } known)
        {
            if (JobStatuses.VersionOf(job) < JobStatuses.VersionOf(known)) return;
            _instruments.ItemsEnded(known.Totals, job.Totals);
        }

        _job = job;
        if (!job.IsSettled)
        {
            _tick ??= this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, TickPeriod) { KeepAlive = true });
        }

        _waiters.Notify(Status(job));
        Announce();
    }

    /// <summary>Reports the job's backlog to the dispatcher. Not awaited: the next tick repeats a report that was lost.</summary>
    private void Announce()
    {
        JobBacklog backlog = _job is { } job && !IsClosed(job)
            ? new JobBacklog(Id, job.Spec.Account, job.Spec.Priority, CountReady(job), IsClosed: false)
            : new JobBacklog(Id, _job?.Spec.Account ?? default, default, 0, IsClosed: _job is null or { IsSettled: true });
        Dispatch.AnnounceAsync(backlog).Ignore();
    }

    /// <summary>How many items can be leased now, without those whose next attempt is not due yet.</summary>
    private int CountReady(LedgerJob job) =>
        Math.Max(0, job.Totals.Pending - _leases.Count - _reclaimed.Count - _exhausted.Count - _window.CountDeferred());
}
