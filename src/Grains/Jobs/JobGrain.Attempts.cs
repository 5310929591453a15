using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>Failed attempts: counted, retried after a back-off, and ended if there were too many.</summary>
internal sealed partial class JobGrain
{
    private const string ItemExhausted = "An item ended as internal-error";
    private const string CommitExhausted = "record the end of items that failed too often";

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
            // Whether the item is leased here does not matter: this grain may have moved, and the third failure is still the third.
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

    /// <summary>A count that the ledger cannot record now is kept in memory and recorded with the item's next failure.</summary>
    private async Task RecordFailedAttemptsAsync(List<FailedAttempts> counts)
    {
        try
        {
            await _ledger.RecordFailedAttemptsAsync(Id, counts, CancellationToken.None);
        }
        catch (Exception exception)
        {
            bool isFirst = _faults.IsFirst("Failed attempts could not be recorded", $"{Id}: {exception.Message}");
            if (isFirst) LogFailedAttemptsNotRecorded(exception, Id.ToString());
        }
    }

    private async Task CommitExhaustedAsync()
    {
        if (_exhausted.Count == 0 || _isCommittingExhausted) return;

        _isCommittingExhausted = true;
        try
        {
            while (_exhausted.Count > 0) await _reports.CommitAsync([.. _exhausted.Values.Take(ItemBatch.MaxItems)]); // removes them
        }
        finally
        {
            _isCommittingExhausted = false;
        }

        if (_job is { } job && IsClosed(job)) await SettleAsync();
    }
}
