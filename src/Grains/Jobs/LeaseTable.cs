using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// The leases of a job's items. In memory only: a lost lease means that an item is leased twice, and its first result counts. Not thread-safe:
/// it lives inside a grain.
/// </summary>
internal sealed class LeaseTable
{
    private readonly Dictionary<int, Lease> _leases = [];

    /// <summary>How many items are leased.</summary>
    public int Count => _leases.Count;

    /// <summary>Leases an item to a worker.</summary>
    public void Grant(WorkItem item, WorkerId worker, DateTimeOffset now) => _leases[item.Sequence] = new Lease(item, worker) { RenewedAt = now };

    /// <summary>Removes the lease of an item that has ended.</summary>
    public void Complete(int sequence) => _leases.Remove(sequence);

    /// <summary>Removes all leases.</summary>
    public void Clear() => _leases.Clear();

    /// <summary>
    /// Renews a worker's leases and returns the items that are leased to another worker by now. It may continue with items that are not leased at
    /// all: this grain may have moved and lost its leases, and the first result counts.
    /// </summary>
    public int[] Renew(WorkerId worker, int[] sequences, DateTimeOffset now)
    {
        List<int> foreign = [];
        foreach (int sequence in sequences)
        {
            if (!_leases.TryGetValue(sequence, out Lease? lease)) continue;
            if (lease.Worker == worker) lease.RenewedAt = now;
            else foreign.Add(sequence);
        }

        return [.. foreign];
    }

    /// <summary>Releases items, and returns those that were leased to the worker.</summary>
    public IReadOnlyList<WorkItem> Release(WorkerId worker, int[] sequences)
    {
        List<WorkItem> released = [];
        foreach (int sequence in sequences)
        {
            if (!_leases.TryGetValue(sequence, out Lease? lease) || lease.Worker != worker) continue;

            _leases.Remove(sequence);
            released.Add(lease.Item);
        }

        return released;
    }

    /// <summary>Releases all items of a worker but those in <paramref name="held"/>, and returns them.</summary>
    public IReadOnlyList<WorkItem> ReleaseOthers(WorkerId worker, int[] held) =>
        Release(worker, [.. _leases.Where(lease => lease.Value.Worker == worker).Select(lease => lease.Key).Except(held)]);

    /// <summary>
    /// Removes and returns the leases of dead workers, and those that were not renewed for <paramref name="silence"/>: because their worker lost
    /// them, or because the lease never reached it.
    /// </summary>
    public IReadOnlyList<ReclaimedLease> ReclaimExpired(DateTimeOffset now, TimeSpan silence, Func<WorkerId, bool> isDead)
    {
        List<ReclaimedLease> reclaimed = [];
        foreach (Lease lease in _leases.Values)
        {
            bool isWorkerDead = isDead(lease.Worker);
            if (isWorkerDead || lease.RenewedAt < now - silence) reclaimed.Add(new ReclaimedLease(lease.Item, lease.Worker, isWorkerDead));
        }

        foreach (ReclaimedLease lost in reclaimed) _leases.Remove(lost.Item.Sequence);
        return reclaimed;
    }

    private sealed record Lease(WorkItem Item, WorkerId Worker)
    {
        public required DateTimeOffset RenewedAt { get; set; }
    }
}

/// <summary>A lease that was reclaimed: its item, its worker, and whether that is dead or has only not renewed it.</summary>
internal readonly record struct ReclaimedLease(WorkItem Item, WorkerId Worker, bool IsWorkerDead);
