using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Jobs;

/// <summary>What a job does with attempts that failed: count, wait, and end items that failed too often.</summary>
internal sealed partial class JobGrain
{
    private const string ItemExhausted = "An item ended as internal-error";
    private const string CommitExhausted = "end items that failed too often";

    private static readonly Backoff AfterUnexpected = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
    private static readonly Backoff AfterStorage = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private readonly FailedAttemptTable _attempts = new();

    /// <summary>Items that failed too often, until the ledger has recorded their end.</summary>
    private readonly Dictionary<int, ItemEnding> _exhausted = [];

    private bool _isCommittingExhausted;

    /// <inheritdoc/>
    public async Task ReportFailuresAsync(WorkerId worker, FailedAttempt[] attempts)
    {
        _crashes.MarkAlive(worker);
        if (_job is null || IsClosed(_job)) return;

        List<FailedAttempts> counts = [];
        foreach (FailedAttempt attempt in attempts)
        {
            int failures = _attempts.Count(attempt);
            if (attempt.Cause is AttemptFailure.Unexpected) counts.Add(new FailedAttempts(attempt.Sequence, failures));
            Requeue(_leases.Release(worker, [attempt.Sequence]) is [var leased] ? _attempts.Apply(leased) : null, attempt, failures);
        }

        if (counts.Count > 0) await RecordFailedAttemptsAsync(counts);
        await TryAsync(CommitExhausted, CommitExhaustedAsync);
        Announce();
    }

    private void Requeue(WorkItem? item, FailedAttempt attempt, int failures)
    {
        switch (attempt.Cause)
        {
            // Whether the item is leased here does not matter: this grain may have moved, and its third failure is its third.
            case AttemptFailure.Unexpected when failures >= FailedAttemptTable.MaxUnexpected:
                FailExhausted(attempt.Sequence, item?.Source, $"Something unexpected failed in {failures} attempts.", attempt.Why);
                break;
            case AttemptFailure.Storage when item is not null && failures >= FailedAttemptTable.MaxStorage:
                FailExhausted(attempt.Sequence, item.Source, $"Storage did not serve this image in {failures} attempts.", attempt.Why);
                break;
            case var cause when item is not null:
                _window.Defer(item, (cause is AttemptFailure.Unexpected ? AfterUnexpected : AfterStorage).Delay(failures));
                break;
        }
    }

    private void FailExhausted(int sequence, ItemSource? source, string detail, string why)
    {
        _exhausted[sequence] = new ItemEnding(
            sequence,
            ItemResult.Failed(Reasons.InternalError, $"{detail} The operator finds why in the log.", (source as ItemSource.Uploaded)?.File));
        if (_faults.IsFirst(ItemExhausted, $"item {sequence} of {Id}, {why}")) LogItemExhausted(sequence, Id.ToString(), detail, why);
    }

    /// <summary>What the ledger cannot note now stays noted here, and is noted with the next failure.</summary>
    private async Task RecordFailedAttemptsAsync(List<FailedAttempts> counts)
    {
        try
        {
            await _ledger.NoteFailedAttemptsAsync(Id, counts, CancellationToken.None);
        }
        catch (Exception exception)
        {
            if (_faults.IsFirst("Failed attempts could not be noted", $"{Id}: {exception.Message}")) LogFailedAttemptsNotRecorded(exception, Id.ToString());
        }
    }

    private async Task CommitExhaustedAsync()
    {
        if (_exhausted.Count == 0 || _isCommittingExhausted) return;

        _isCommittingExhausted = true;
        try
        {
            while (_exhausted.Count > 0) await _reports.CommitAsync([.. _exhausted.Values.Take(ItemBatch.MaxItems)]); // which removes them
        }
        finally
        {
            _isCommittingExhausted = false;
        }

        if (_job is { } job && IsClosed(job)) await SettleAsync();
    }

    [LoggerMessage(LogLevel.Error, "Item {Sequence} of {Job} ends as internal-error. {Detail} The last: {Why}")]
    private partial void LogItemExhausted(int sequence, string job, string detail, string why);

    [LoggerMessage(LogLevel.Warning, "Failed attempts at items of {Job} could not be noted in the ledger; they count as long as the job stays on this silo")]
    private partial void LogFailedAttemptsNotRecorded(Exception exception, string job);
}
