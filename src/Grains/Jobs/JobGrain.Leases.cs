using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>Leases and results: what workers call.</summary>
internal sealed partial class JobGrain
{
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
                // The ledger has its failures, and the grain moved before it recorded the end.
                string detail = $"Something unexpected failed in {item.FailedAttempts} attempts.";
                FailExhausted(item.Sequence, item.Source, detail, "the job has moved to another silo since");
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
        if (_job is null) return; // its records were deleted: forty days are over

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

    /// <summary>Marks an item as isolated if too many workers died while it was in flight.</summary>
    private WorkItem QuarantineIfSuspect(WorkItem item)
    {
        int crashes = _crashes.CountCrashes(item.Sequence);
        if (crashes < CrashHistory.QuarantineThreshold) return item;

        _instruments.ItemQuarantined();
        LogItemQuarantined(Id.ToString(), item.Sequence, crashes);
        return item with { Isolated = true };
    }

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
}
