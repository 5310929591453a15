using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Failed attempts of each item that has any. The number of unexpected failures is also in the ledger and in the leased item, so that it
/// survives this activation; the others only lengthen the back-off. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class FailedAttemptTable
{
    /// <summary>At this many attempts that failed for unexpected reasons the item has failed.</summary>
    public const int MaxUnexpected = 3;

    /// <summary>At this many attempts that storage failed, although it is available, the item has failed: after some minutes of back-off.</summary>
    public const int MaxStorage = 20;

    private readonly Dictionary<int, Counts> _counts = [];

    /// <summary>Counts a failed attempt.</summary>
    /// <returns>How many attempts at the item have failed for this cause.</returns>
    public int Count(FailedAttempt attempt)
    {
        Counts counts = _counts.GetValueOrDefault(attempt.Sequence);
        counts = attempt.Cause switch
        {
            // Not incremented: a report that is repeated, because its response was lost, is one attempt.
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

    /// <summary>The item with the number of its unexpected failures.</summary>
    public WorkItem Apply(WorkItem item) => _counts.TryGetValue(item.Sequence, out Counts counts) && counts.Unexpected > item.FailedAttempts
        ? item with { FailedAttempts = counts.Unexpected }
        : item;

    /// <summary>Removes an item that has ended.</summary>
    public void Remove(int sequence) => _counts.Remove(sequence);

    /// <summary>Removes all items.</summary>
    public void Clear() => _counts.Clear();

    private readonly record struct Counts(int Unexpected, int Storage, int Outages);
}
