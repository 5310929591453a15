using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>Periodic work, every second until the job is settled.</summary>
internal sealed partial class JobGrain
{
    private async Task TickAsync(CancellationToken cancellationToken)
    {
        // Each on its own: one that keeps failing does not block the others.
        await TryAsync("reclaim leases", ReclaimLeasesAsync);
        await TryAsync(CommitExhausted, CommitExhaustedAsync);
        Announce();
        await TryAsync("seal", SealWhenIdleAsync);
        await TryAsync("settle", SettleAsync);
        await TryAsync("keep the reminder", () => _job is { IsSettled: true } ? StopUpkeepAsync() : KeepReminderAsync());
    }

    /// <summary>Runs a part of the upkeep; the next tick retries one that failed.</summary>
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

        // Any of them may have killed its worker: none is leased again before the journal has been read.
        _crashes.Load(await _journal.ReadAsync(Id, CancellationToken.None));
        _window.Requeue([.. _reclaimed.Select(lost => lost.Item)]);
        _instruments.LeasesReclaimed(_reclaimed.Count);
        LogLeasesReclaimed(Id.ToString(), _reclaimed.Count, _reclaimed.Count(lost => lost.IsWorkerDead));
        _reclaimed.Clear();
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
    /// Registers a reminder for a job that has lived for a few seconds: it activates the job after a crash even if the dispatcher does not.
    /// A shorter job needs none: the dispatcher finds it in the ledger, and two writes would delay a response of milliseconds.
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
}
