using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Jobs;

/// <summary>What a job does of itself, every second while it is not settled.</summary>
internal sealed partial class JobGrain
{
    private async Task TickAsync(CancellationToken cancellationToken)
    {
        // Each on its own: one that fails for long does not keep the others from their work.
        await TryAsync("take back lost items", ReclaimLeasesAsync);
        await TryAsync(CommitExhausted, CommitExhaustedAsync);
        Announce();
        await TryAsync("seal", SealWhenIdleAsync);
        await TryAsync("settle", SettleAsync);
        await TryAsync("keep the reminder", () => _job is { IsSettled: true } ? StopUpkeepAsync() : KeepReminderAsync());
    }

    /// <summary>Does a part of the upkeep; one that fails is tried again by the next tick.</summary>
    private async Task TryAsync(string what, Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (Exception exception)
        {
            LogUpkeepFault(what, exception);
        }
    }

    private void LogUpkeepFault(string what, Exception exception)
    {
        if (_faults.IsFirst($"Upkeep of jobs failed ({what})", $"{Id}: {exception.Message}")) LogUpkeepFailed(exception, Id.ToString(), what);
    }

    private async Task ReclaimLeasesAsync()
    {
        foreach (ReclaimedLease lost in _leases.ReclaimExpired(_time.GetUtcNow(), _options.LeaseSilence, worker => _silos.IsDeadSilo(worker.Silo)))
        {
            _crashes.Suspect(lost.Worker);
            _reclaimed.Add(lost);
        }

        if (_reclaimed.Count == 0) return;

        // Any of them may be what its worker died of: none is handed out again before the journal has been read.
        _crashes.Load(await _journal.ReadAsync(Id, CancellationToken.None));
        _window.Requeue([.. _reclaimed.Select(lost => lost.Item)]);
        _instruments.LeasesReclaimed(_reclaimed.Count);
        LogLeasesReclaimed(Id.ToString(), _reclaimed.Count, _reclaimed.Count(lost => lost.IsWorkerDead));
        _reclaimed.Clear();
    }

    /// <summary>Puts an item in quarantine that has been lost with its worker too often.</summary>
    private WorkItem QuarantineIfSuspect(WorkItem item)
    {
        int losses = _crashes.CountCrashes(item.Sequence);
        if (losses < CrashHistory.QuarantineThreshold) return item;

        _instruments.ItemQuarantined();
        LogItemQuarantined(Id.ToString(), item.Sequence, losses);
        return item with { Isolated = true };
    }

    private async Task SealWhenIdleAsync()
    {
        if (_job is { State: JobState.Open } && _lastAddedAt < _time.GetUtcNow() - _options.SealIdleAfter) await SealAsync();
    }

    private async Task SettleAsync()
    {
        bool isSettled = await _settlement.SettleAsync(() => _job!, onFinal: () => _waiters.Notify(Status(_job!)));
        if (isSettled) ApplySnapshot(_job! with { IsSettled = true });
    }

    /// <summary>
    /// A job that has lived for a few seconds gets a reminder, which wakes it after a crash even where the dispatcher does not.
    /// A shorter one does without: the dispatcher finds it in the ledger, and an answer in milliseconds is not held up by two writes.
    /// </summary>
    private async Task KeepReminderAsync()
    {
        if (_hasReminder || _time.GetUtcNow() - _activatedAt < TimeSpan.FromSeconds(5)) return;

        await this.RegisterOrUpdateReminder(WakeReminder, ReminderPeriod, ReminderPeriod);
        _hasReminder = true;
    }

    private async Task StopUpkeepAsync()
    {
        await DropReminderAsync();
        _tick?.Dispose();
        _tick = null;
    }

    private async Task DropReminderAsync()
    {
        if (!_hasReminder) return;

        if (await this.GetReminder(WakeReminder) is { } reminder) await this.UnregisterReminder(reminder);
        _hasReminder = false;
    }

    [LoggerMessage(LogLevel.Warning, "{Job} takes back {Items} items: of workers that are gone {Gone}, the others because theirs do not name them")]
    private partial void LogLeasesReclaimed(string job, int items, int gone);

    [LoggerMessage(LogLevel.Warning, "{Job} puts item {Sequence} in quarantine: {Losses} workers that had it in hand were lost")]
    private partial void LogItemQuarantined(string job, int sequence, int losses);

    [LoggerMessage(LogLevel.Warning, "{Job} could not {Do} and will try again")]
    private partial void LogUpkeepFailed(Exception exception, string job, string @do);
}
