using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Which items are in whose hands. In memory alone: a lost lease only means that an item is worked on again, and its first
/// result counts. Not thread-safe: it lives inside a grain.
/// </summary>
internal sealed class LeaseTable
{
    private readonly Dictionary<int, Lease> _leases = [];

    /// <summary>How many items are in hands.</summary>
    public int Count => _leases.Count;

    /// <summary>Hands an item to a worker.</summary>
    public void Grant(WorkItem item, WorkerId worker, DateTimeOffset now) => _leases[item.Sequence] = new Lease(item, worker) { RenewedAt = now };

    /// <summary>The item has ended: nobody holds it any more.</summary>
    public void Complete(int sequence) => _leases.Remove(sequence);

    /// <summary>Nothing is in hands any more.</summary>
    public void Clear() => _leases.Clear();

    /// <summary>
    /// A worker says what it holds. Answers with what is somebody else's by now. What is nobody's it may go on with: this grain
    /// may have moved and lost its leases, and the first result counts.
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

    /// <summary>A worker gives items back; the answer is those that were its own.</summary>
    public IReadOnlyList<WorkItem> Release(WorkerId worker, int[] sequences)
    {
        List<WorkItem> back = [];
        foreach (int sequence in sequences)
        {
            if (!_leases.TryGetValue(sequence, out Lease? lease) || lease.Worker != worker) continue;

            _leases.Remove(sequence);
            back.Add(lease.Item);
        }

        return back;
    }

    /// <summary>A worker gives back what was handed to it, but for what it holds; the answer is what that was.</summary>
    public IReadOnlyList<WorkItem> ReleaseOthers(WorkerId worker, int[] held) =>
        Release(worker, [.. _leases.Where(lease => lease.Value.Worker == worker).Select(lease => lease.Key).Except(held)]);

    /// <summary>
    /// Takes back the items that nobody works on: their silo is dead, or their worker has not named them for
    /// <paramref name="silence"/>, because it lost them, or because the hand-out never reached it.
    /// </summary>
    public IReadOnlyList<ReclaimedLease> ReclaimExpired(DateTimeOffset now, TimeSpan silence, Func<WorkerId, bool> isDead)
    {
        List<ReclaimedLease> back = [];
        foreach (Lease lease in _leases.Values)
        {
            bool isWorkerDead = isDead(lease.Worker);
            if (isWorkerDead || lease.RenewedAt < now - silence) back.Add(new ReclaimedLease(lease.Item, lease.Worker, isWorkerDead));
        }

        foreach (ReclaimedLease lost in back) _leases.Remove(lost.Item.Sequence);
        return back;
    }

    private sealed record Lease(WorkItem Item, WorkerId Worker)
    {
        public required DateTimeOffset RenewedAt { get; set; }
    }
}

/// <summary>An item that was taken back, from whom, and whether that one is gone or has only not named it.</summary>
internal readonly record struct ReclaimedLease(WorkItem Item, WorkerId Worker, bool IsWorkerDead);
