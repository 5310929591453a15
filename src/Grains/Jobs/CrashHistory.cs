using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// How often each item of a job was lost: the workers that had it in hand, by the journal, and are gone. Most of them died of
/// something else or of its neighbour, so that a count accuses nobody; an item of two losses is merely tried with care.
/// Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="isDead">Whether membership has given the worker's silo up. It may be slow to.</param>
internal sealed class CrashHistory(Func<WorkerId, bool> isDead)
{
    /// <summary>How many workers one item may take with it.</summary>
    public const int QuarantineThreshold = 2;

    private readonly HashSet<WorkerId> _suspects = [];
    private readonly Dictionary<WorkerId, HashSet<int>> _itemsByWorker = [];

    /// <summary>Takes in what the journal says now.</summary>
    public void Load(IReadOnlyList<JournalEntry> entries)
    {
        _itemsByWorker.Clear();
        foreach (JournalEntry entry in entries) _itemsByWorker.Add(entry.Worker, [.. entry.Sequences]);
    }

    /// <summary>The worker is silent: it counts as lost until it is heard, so that no item kills faster than membership sees.</summary>
    public void Suspect(WorkerId worker) => _suspects.Add(worker);

    /// <summary>No worker has been heard yet: the job has just come to this silo, maybe from one that died.</summary>
    public void SuspectAll() => _suspects.UnionWith(_itemsByWorker.Keys);

    /// <summary>The worker lives.</summary>
    public void MarkAlive(WorkerId worker) => _suspects.Remove(worker);

    /// <summary>How many workers were lost that had the item in hand.</summary>
    public int CountCrashes(int sequence) => _itemsByWorker.Count(hand => hand.Value.Contains(sequence) && (_suspects.Contains(hand.Key) || isDead(hand.Key)));
}
