using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Jobs;

/// <summary>What a job does of itself, every second while it is not settled.</summary>
internal sealed partial class JobGrain
{
    private async Task TickAsync(CancellationToken cancellationToken)
    {
        TakeBackLostItems();
        Announce();
        try
        {
            await SealWhenIdleAsync();
            await SettleAsync();
            if (_job is { IsSettled: true }) await RestAsync();
            else await KeepReminderAsync();
        }
        catch (Exception exception)
        {
            LogUpkeepFailed(exception, Id.ToString()); // and the next tick tries again
        }
    }

    private void TakeBackLostItems()
    {
        IReadOnlyList<WorkItem> lost = _leases.TakeBack(_time.GetUtcNow(), _options.LeaseSilence, worker => _silos.IsDeadSilo(worker.Silo));
        if (lost.Count == 0) return;

        _window.PutBack(lost);
        _instruments.TakenBack(lost.Count);
        LogTakenBack(Id.ToString(), lost.Count);
    }

    private async Task SealWhenIdleAsync()
    {
        if (_job is { State: JobState.Open } && _lastAddedAt < _time.GetUtcNow() - _options.SealIdleAfter) await SealAsync();
    }

    private async Task SettleAsync()
    {
        bool isSettled = await _settlement.BookAsync(() => _job!, onFinal: () => _waiters.Tell(Status(_job!)));
        if (isSettled) Adopt(_job! with { IsSettled = true });
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

    private async Task RestAsync()
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

    [LoggerMessage(LogLevel.Warning, "{Job} takes back {Items} items whose worker is gone or silent")]
    private partial void LogTakenBack(string job, int items);

    [LoggerMessage(LogLevel.Warning, "The upkeep of {Job} failed and will be tried again")]
    private partial void LogUpkeepFailed(Exception exception, string job);
}
