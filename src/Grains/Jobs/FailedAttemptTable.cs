using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// How often attempts at each item have failed, of the items for which any has. The number of unexpected failures is also in the ledger and
/// travels with the item, so that it outlives this grain; the others only make pauses longer. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class FailedAttemptTable
{
    /// <summary>How many attempts may fail for unexpected reasons.</summary>
    public const int MaxUnexpected = 3;

    /// <summary>How many attempts storage may fail while it is available otherwise: with the back-off between them, some minutes.</summary>
    public const int MaxStorage = 20;

    private readonly Dictionary<int, Counts> _counts = [];

    /// <summary>Counts a failed attempt.</summary>
    /// <returns>How many of its kind that makes.</returns>
    public int Count(FailedAttempt attempt)
    {
        Counts counts = _counts.GetValueOrDefault(attempt.Sequence);
        counts = attempt.Cause switch
        {
            // Not one more than is known: a report that is repeated, because its answer was lost, is one attempt.
            AttemptFailure.Unexpected => counts with { Unexpected = Math.Max(counts.Unexpected, attempt.FailedBefore + 1) },
            AttemptFailure.Storage => counts with { Storage = counts.Storage + 1 },
            _ => counts with { Outages = counts.Outages + 1 },
        };
        _counts[attempt.Sequence] = counts;
        return attempt.Cause switch
        {
            AttemptFailure.Unexpected => counts.Unexpected,
            AttemptFailure.Storage => counts.Storage,
            _ => counts.Outages,
        };
    }

    /// <summary>The item with all unexpected failures that are known of it.</summary>
    public WorkItem Apply(WorkItem item) => _counts.TryGetValue(item.Sequence, out Counts counts) && counts.Unexpected > item.FailedAttempts
        ? item with { FailedAttempts = counts.Unexpected }
        : item;

    /// <summary>The item has ended.</summary>
    public void Remove(int sequence) => _counts.Remove(sequence);

    /// <summary>All items have ended.</summary>
    public void Clear() => _counts.Clear();

    private readonly record struct Counts(int Unexpected, int Storage, int Outages);
}
