using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// How many workers died while an item was in flight, according to the journal. Most of them died of something else or of another item in
/// flight, so that the count proves nothing: it only decides which items are tried in isolation. Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="isDead">Whether membership has declared the worker's silo dead, which may take a while.</param>
internal sealed class CrashHistory(Func<WorkerId, bool> isDead)
{
    /// <summary>From this many dead workers on, an item is isolated.</summary>
    public const int QuarantineThreshold = 2;

    private readonly HashSet<WorkerId> _suspects = [];
    private readonly Dictionary<WorkerId, HashSet<int>> _itemsByWorker = [];

    /// <summary>Replaces what is known by the journal's current entries.</summary>
    public void Load(IReadOnlyList<JournalEntry> entries)
    {
        _itemsByWorker.Clear();
        foreach (JournalEntry entry in entries) _itemsByWorker.Add(entry.Worker, [.. entry.Sequences]);
    }

    /// <summary>Counts a silent worker as dead until it calls again: membership may detect a death later than its items are leased again.</summary>
    public void Suspect(WorkerId worker) => _suspects.Add(worker);

    /// <summary>Counts every worker as dead until it calls: the job was just activated here, possibly because its silo died.</summary>
    public void SuspectAll() => _suspects.UnionWith(_itemsByWorker.Keys);

    /// <summary>Does not suspect a worker any more: it has called.</summary>
    public void MarkAlive(WorkerId worker) => _suspects.Remove(worker);

    /// <summary>How many workers died, or are suspected dead, with the item in flight.</summary>
    public int CountCrashes(int sequence) =>
        _itemsByWorker.Count(worker => worker.Value.Contains(sequence) && (_suspects.Contains(worker.Key) || isDead(worker.Key)));
}
