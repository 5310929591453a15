using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// How often each item of a job was lost: the workers that had it in hand, by the journal, and are gone. Most of them died of
/// something else or of its neighbour, so that a count accuses nobody; an item of two losses is merely tried with care.
/// Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="isGone">Whether membership has given the worker's silo up. It may be slow to.</param>
internal sealed class CrashHistory(Func<WorkerId, bool> isGone)
{
    /// <summary>How many workers one item may take with it.</summary>
    public const int MaxInWorkers = 2;

    private readonly HashSet<WorkerId> _suspects = [];
    private readonly Dictionary<WorkerId, HashSet<int>> _hands = [];

    /// <summary>Takes in what the journal says now.</summary>
    public void Adopt(IReadOnlyList<JournalEntry> entries)
    {
        _hands.Clear();
        foreach (JournalEntry entry in entries) _hands.Add(entry.Worker, [.. entry.Sequences]);
    }

    /// <summary>The worker is silent: it counts as lost until it is heard, so that no item kills faster than membership sees.</summary>
    public void Suspect(WorkerId worker) => _suspects.Add(worker);

    /// <summary>No worker has been heard yet: the job has just come to this silo, maybe from one that died.</summary>
    public void SuspectAll() => _suspects.UnionWith(_hands.Keys);

    /// <summary>The worker lives.</summary>
    public void Hear(WorkerId worker) => _suspects.Remove(worker);

    /// <summary>How many workers were lost that had the item in hand.</summary>
    public int CountOf(int sequence) => _hands.Count(hand => hand.Value.Contains(sequence) && (_suspects.Contains(hand.Key) || isGone(hand.Key)));
}
