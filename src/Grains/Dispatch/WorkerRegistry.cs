using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Dispatch;

/// <summary>What each worker has in its hands, as far as the dispatcher knows: what it said last, and what it was granted since.</summary>
internal sealed class WorkerRegistry(FairShare shares)
{
    private readonly Dictionary<WorkerId, Entry> _workers = [];
    private Dictionary<AccountId, int> _said = [];

    /// <summary>How many workers there are.</summary>
    public int Count => _workers.Count;

    /// <summary>How many items are in hands.</summary>
    public int Items => _workers.Values.Sum(worker => worker.InHand.Values.Sum());

    /// <summary>The workers that are known.</summary>
    public IReadOnlyCollection<WorkerId> Workers => _workers.Keys;

    /// <summary>A worker says what it holds: what was granted and is not among it got lost, or has ended.</summary>
    public void Hear(WorkerId worker, HeldWork[] held, DateTimeOffset now)
    {
        if (!_workers.TryGetValue(worker, out Entry? entry)) _workers[worker] = entry = new Entry();
        entry.HeardAt = now;
        foreach (HeldWork work in held) _said[work.Account] = _said.GetValueOrDefault(work.Account) + work.Items;

        // Most of it is as it was: only what differs is counted anew.
        foreach ((AccountId account, int items) in entry.InHand)
        {
            if (_said.GetValueOrDefault(account) - items is not 0 and var more) shares.AddInHand(account, more);
        }

        foreach ((AccountId account, int items) in _said)
        {
            if (!entry.InHand.ContainsKey(account)) shares.AddInHand(account, items);
        }

        (entry.InHand, _said) = (_said, entry.InHand);
        _said.Clear();
    }

    /// <summary>A worker was granted items, already counted by <see cref="FairShare.Grant"/>.</summary>
    public void Granted(WorkerId worker, WorkGrant[] grants)
    {
        Entry entry = _workers[worker];
        foreach (WorkGrant grant in grants) entry.InHand[grant.Account] = entry.InHand.GetValueOrDefault(grant.Account) + grant.Items;
    }

    /// <summary>When a worker was last heard of.</summary>
    public DateTimeOffset HeardAt(WorkerId worker) => _workers[worker].HeardAt;

    /// <summary>A worker is gone, and with it all it held.</summary>
    public void Forget(WorkerId worker)
    {
        if (!_workers.Remove(worker, out Entry? entry)) return;
        foreach ((AccountId account, int items) in entry.InHand) shares.AddInHand(account, -items);
    }

    private sealed class Entry
    {
        public Dictionary<AccountId, int> InHand { get; set; } = [];

        public DateTimeOffset HeardAt { get; set; }
    }
}
