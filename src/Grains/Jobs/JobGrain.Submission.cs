using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>Opening, adding items, sealing and cancelling.</summary>
internal sealed partial class JobGrain
{
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

        // A repeated batch gets the same result, even if the job or the account could take no more items.
        if (job.Totals.Items + _itemsBeingAdded + batch.Items.Length > _options.MaxItems)
        {
            return await FindRecordedBatchAsync(batch) ?? new AddItemsResult.JobFull(_options.MaxItems);
        }

        AddItemsResult? result = null;
        _itemsBeingAdded += batch.Items.Length;
        try
        {
            if (job.State is JobState.Open)
            {
                ReserveResult reserved = await ReserveAsync(job.Spec, _job.Totals.Items + _itemsBeingAdded);
                if (!reserved.Granted) return result = await FindRecordedBatchAsync(batch) ?? new AddItemsResult.QuotaExceeded(reserved.Remaining);
            }

            AppendedItems appended = await _ledger.AppendAsync(Id, batch, CancellationToken.None);
            if (appended.Outcome is AppendOutcome.Added)
            {
                _window.Append(appended.FirstSequence, batch.Items);
                _traces.Add(appended.FirstSequence, batch);
                _lastAddedAt = _time.GetUtcNow();
            }

            ApplySnapshot(appended.Job);
            return result = ResultOf(batch, appended);
        }
        catch (InvalidOperationException)
        {
            // Sealed by another activation, while this silo was cut off.
            if (await _ledger.FindJobAsync(Id, CancellationToken.None) is { } known) ApplySnapshot(known);
            return result = new AddItemsResult.Sealed();
        }
        finally
        {
            _itemsBeingAdded -= batch.Items.Length;
            bool isAdded = result is AddItemsResult.Accepted { IsRepeat: false };
            if (job.State is JobState.Open && !isAdded && result is not null) await CorrectReservationAsync();
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

    private static AddItemsResult ResultOf(ItemBatch batch, AppendedItems appended) => appended.Outcome is AppendOutcome.Conflict
        ? new AddItemsResult.Conflict()
        : new AddItemsResult.Accepted(appended.FirstSequence, batch.Items.Length) { IsRepeat = appended.Outcome is AppendOutcome.Repeated };

    private async Task<AddItemsResult?> FindRecordedBatchAsync(ItemBatch batch) =>
        await _ledger.FindBatchAsync(Id, batch, CancellationToken.None) is { } seen ? ResultOf(batch, seen) : null;

    /// <summary>Reserves for the items that the job has, after more was reserved for items that were not added.</summary>
    private Task<ReserveResult> CorrectReservationAsync() =>
        ReserveAsync(_job!.Spec, IsClosed(_job) ? 0 : _job.Totals.Items + _itemsBeingAdded);

    private Task<ReserveResult> ReserveAsync(JobSpec spec, int items) =>
        GrainFactory.GetGrain<IUsageGrain>(spec.Account.Value).ReserveAsync(Id, items, ChargePolicy.MaxCreditsPerItem(spec.Settings));
}
