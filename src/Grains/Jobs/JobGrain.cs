using JpegReducer.Grains.Accounts.Pricing;
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
/// The ledger is the truth. What is held here is the ledger's last answer, a window over the items that wait, and the leases:
/// all of it can be lost at any moment. Turns interleave, so every change of memory is made between two awaits.
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

    /// <summary>Creates the grain.</summary>
    public JobGrain(
        IItemLedger ledger, IWorkJournal journal, ISiloStatusOracle silos, TimeProvider time, IOptions<JobOptions> options, ChargePolicy charges, JobInstruments instruments,
        RecurringFaults faults, ILogger<JobGrain> logger)
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
        // A silo that stood here before under another generation, or on other ports, is one that nobody knows.
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
    public async Task<OpenJobResult> OpenAsync(JobSpec spec, ItemBatch? first, bool isComplete)
    {
        bool isRepeat = true;
        if (_job is null)
        {
            int items = first?.Items.Length ?? 0;
            ReserveResult reserved = await ReserveAsync(spec, items);
            if (!reserved.Granted) return new OpenJobResult.QuotaExceeded(reserved.Remaining);

            OpenedJob opened = await _ledger.OpenJobAsync(Id, spec, _time.GetUtcNow(), first, isComplete, CancellationToken.None);
            isRepeat = !opened.IsNew;
            if (first is not null && opened.IsNew)
            {
                _window.Append(0, first.Items);
                _traces.Add(0, first);
            }

            ApplySnapshot(opened.Job);
            if (isRepeat) await CorrectReservationAsync();
        }

        return _job.Spec.IsOfSameRequest(spec) ? new OpenJobResult.Opened(Status(_job)) { IsRepeat = isRepeat } : new OpenJobResult.Conflict();
    }

    /// <inheritdoc/>
    public async Task<AddItemsResult> AddItemsAsync(ItemBatch batch)
    {
        if (_job is not { } job) return new AddItemsResult.UnknownJob();

        // A batch that comes again is answered as before, even where the job or the account could take no more.
        if (job.Totals.Items + _itemsBeingAdded + batch.Items.Length > _options.MaxItems) return await FindRecordedBatchAsync(batch) ?? new AddItemsResult.JobFull(_options.MaxItems);

        AddItemsResult? answer = null;
        _itemsBeingAdded += batch.Items.Length;
        try
        {
            if (job.State is JobState.Open)
            {
                ReserveResult reserved = await ReserveAsync(job.Spec, _job.Totals.Items + _itemsBeingAdded);
                if (!reserved.Granted) return answer = await FindRecordedBatchAsync(batch) ?? new AddItemsResult.QuotaExceeded(reserved.Remaining);
            }

            AppendedItems appended = await _ledger.AppendAsync(Id, batch, CancellationToken.None);
            if (appended.Outcome is AppendOutcome.Added)
            {
                _window.Append(appended.FirstSequence, batch.Items);
                _traces.Add(appended.FirstSequence, batch);
                _lastAddedAt = _time.GetUtcNow();
            }

            ApplySnapshot(appended.Job);
            return answer = ResultOf(batch, appended);
        }
        catch (InvalidOperationException)
        {
            if (await _ledger.FindJobAsync(Id, CancellationToken.None) is { } known) ApplySnapshot(known); // sealed by another, when this silo was cut off
            return answer = new AddItemsResult.Sealed();
        }
        finally
        {
            _itemsBeingAdded -= batch.Items.Length;
            bool isAdded = answer is AddItemsResult.Accepted { IsRepeat: false };
            if (job.State is JobState.Open && !isAdded && answer is not null) await CorrectReservationAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<JobStatus?> SealAsync()
    {
        if (_job is { State: JobState.Open }) ApplySnapshot(await _ledger.SealAsync(Id, _time.GetUtcNow(), CancellationToken.None));
        return await GetStatusAsync();
    }

    /// <inheritdoc/>
    public async Task<JobStatus?> CancelAsync()
    {
        if (_job is { State: JobState.Open or JobState.Running })
        {
            ApplySnapshot(await _ledger.CancelAsync(Id, _time.GetUtcNow(), CancellationToken.None));
            _window.Clear();
            _leases.Clear();
            _attempts.Clear();
            _exhausted.Clear();
            _traces.Clear();
            await SettleAsync();
        }

        return await GetStatusAsync();
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
    public async Task<WorkBatch> LeaseAsync(WorkerId worker, int max)
    {
        _crashes.MarkAlive(worker);
        List<WorkItem> items = new(max);
        while (items.Count < max && _job is { State: JobState.Open or JobState.Running } && await _window.NextAsync() is { } next)
        {
            WorkItem item = _attempts.Apply(next);
            if (item.FailedAttempts >= FailedAttemptTable.MaxUnexpected)
            {
                // Its failures were noted, and the grain moved before it was ended.
                FailExhausted(item.Sequence, item.Source, $"Something unexpected failed in {item.FailedAttempts} attempts.", "the job has moved since");
                continue;
            }

            item = _traces.Apply(QuarantineIfSuspect(item), Id, _job.Spec.Priority);
            _leases.Grant(item, worker, _time.GetUtcNow());
            items.Add(item);
        }

        if (items.Count < max) Announce();
        return new WorkBatch(_job?.Spec.Settings, [.. items]);
    }

    /// <inheritdoc/>
    public Task<int[]> RenewAsync(WorkerId worker, int[] sequences)
    {
        _crashes.MarkAlive(worker);
        return Task.FromResult(_job is null || IsClosed(_job) ? sequences : _leases.Renew(worker, sequences, _time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(WorkerId worker, int[] sequences)
    {
        _window.Requeue(_leases.Release(worker, sequences));
        Announce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReleaseUnacknowledgedAsync(WorkerId worker, int[] held)
    {
        _window.Requeue(_leases.ReleaseOthers(worker, held));
        Announce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ReportResultsAsync(WorkerId worker, ItemReport[] reports)
    {
        if (_job is null) return; // its records are gone: forty days are over

        _crashes.MarkAlive(worker);
        await _reports.CommitAsync([.. reports.Select(report => new ItemEnding(report.Sequence, _charges.Apply(report.Result)))]);
        if (!IsClosed(_job)) return;

        try
        {
            await SettleAsync();
        }
        catch (Exception exception)
        {
            LogUpkeepFault("settle", exception); // the results are recorded, and the next tick settles
        }
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

    private static long VersionOf(LedgerJob job) => JobStatuses.VersionOf(job);

    private static AddItemsResult ResultOf(ItemBatch batch, AppendedItems appended) => appended.Outcome is AppendOutcome.Conflict
        ? new AddItemsResult.Conflict()
        : new AddItemsResult.Accepted(appended.FirstSequence, batch.Items.Length) { IsRepeat = appended.Outcome is AppendOutcome.Repeated };

    private async Task<AddItemsResult?> FindRecordedBatchAsync(ItemBatch batch) =>
        await _ledger.FindBatchAsync(Id, batch, CancellationToken.None) is { } seen ? ResultOf(batch, seen) : null;

    /// <summary>Reserves what the job has, where more was reserved for items that were not added.</summary>
    private Task<ReserveResult> CorrectReservationAsync() =>
        ReserveAsync(_job!.Spec, IsClosed(_job) ? 0 : _job.Totals.Items + _itemsBeingAdded);

    private Task<ReserveResult> ReserveAsync(JobSpec spec, int items) =>
        GrainFactory.GetGrain<IUsageGrain>(spec.Account.Value).ReserveAsync(Id, items, ChargePolicy.MaxCreditsPerItem(spec.Settings));

    private async Task CommitAsync(IReadOnlyList<ItemEnding> endings)
    {
        LedgerJob after = await _ledger.CommitAsync(Id, endings, _time.GetUtcNow(), CancellationToken.None);
        foreach (ItemEnding ending in endings)
        {
            _leases.Complete(ending.Sequence);
            _attempts.Remove(ending.Sequence);
            _exhausted.Remove(ending.Sequence);
        }

        ApplySnapshot(after);
    }

    private JobStatus Status(LedgerJob job) => JobStatuses.Of(job, isBooked: job.IsSettled || _settlement.IsFinal);

    /// <summary>Takes in the ledger's answer, unless a later one has overtaken it.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_job))]
    private void ApplySnapshot(LedgerJob job)
    {
        if (_job is { } known)
        {
            if (VersionOf(job) < VersionOf(known)) return;
            _instruments.ItemsEnded(known.Totals, job.Totals);
        }

        _job = job;
        if (!job.IsSettled) _tick ??= this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, TickPeriod) { KeepAlive = true });
        _waiters.Notify(Status(job));
        Announce();
    }

    /// <summary>Tells the dispatcher what waits. Not awaited: what gets lost is said again at the next tick.</summary>
    private void Announce()
    {
        JobBacklog ticket = _job is { } job && !IsClosed(job)
            ? new JobBacklog(Id, job.Spec.Account, job.Spec.Priority, CountReady(job), IsClosed: false)
            : new JobBacklog(Id, _job?.Spec.Account ?? default, default, 0, IsClosed: _job is null or { IsSettled: true });
        Dispatch.AnnounceAsync(ticket).Ignore();
    }

    /// <summary>How many items can be handed out now: those that wait for their next attempt are announced when it is due.</summary>
    private int CountReady(LedgerJob job) =>
        Math.Max(0, job.Totals.Pending - _leases.Count - _reclaimed.Count - _exhausted.Count - _window.CountDeferred());
}
