using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Dispatch;

/// <summary>What each worker has in its hands, as far as the dispatcher knows: what it said last, and what it was granted since.</summary>
internal sealed class WorkerBook(FairShare shares)
{
    private readonly Dictionary<WorkerId, Entry> _workers = [];

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
        Clear(entry);
        entry.HeardAt = now;
        foreach (HeldWork work in held)
        {
            entry.InHand[work.Account] = entry.InHand.GetValueOrDefault(work.Account) + work.Items;
            shares.AddInHand(work.Account, work.Items);
        }
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
        if (_workers.Remove(worker, out Entry? entry)) Clear(entry);
    }

    private void Clear(Entry entry)
    {
        foreach ((AccountId account, int items) in entry.InHand) shares.AddInHand(account, -items);
        entry.InHand.Clear();
    }

    private sealed class Entry
    {
        public Dictionary<AccountId, int> InHand { get; } = [];

        public DateTimeOffset HeardAt { get; set; }
    }
}
