using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Dispatch;

/// <summary>The workers, and the items that each has in flight: those of its last heartbeat, and those granted since.</summary>
internal sealed class WorkerRegistry(FairShare shares)
{
    private readonly Dictionary<WorkerId, Entry> _workers = [];
    private Dictionary<AccountId, int> _reported = []; // reused by each heartbeat

    /// <summary>The number of workers.</summary>
    public int Count => _workers.Count;

    /// <summary>The number of items in flight.</summary>
    public int InFlight => _workers.Values.Sum(worker => worker.InFlight.Values.Sum());

    /// <summary>The workers.</summary>
    public IReadOnlyCollection<WorkerId> Workers => _workers.Keys;

    /// <summary>Replaces a worker's items in flight: what was granted and is not reported was lost, or has ended.</summary>
    public void Heartbeat(WorkerId worker, HeldWork[] held, DateTimeOffset now)
    {
        if (!_workers.TryGetValue(worker, out Entry? entry)) _workers[worker] = entry = new Entry();
        entry.HeartbeatAt = now;
        foreach (HeldWork work in held) _reported[work.Account] = _reported.GetValueOrDefault(work.Account) + work.Items;

        // Most accounts are unchanged: only differences touch the shares.
        foreach ((AccountId account, int items) in entry.InFlight)
        {
            if (_reported.GetValueOrDefault(account) - items is not 0 and var difference) shares.AddInFlight(account, difference);
        }

        foreach ((AccountId account, int items) in _reported)
        {
            if (!entry.InFlight.ContainsKey(account)) shares.AddInFlight(account, items);
        }

        (entry.InFlight, _reported) = (_reported, entry.InFlight);
        _reported.Clear();
    }

    /// <summary>Adds granted items to a worker. <see cref="FairShare.Grant"/> has counted them for their accounts.</summary>
    public void AddGranted(WorkerId worker, WorkGrant[] grants)
    {
        Entry entry = _workers[worker];
        foreach (WorkGrant grant in grants) entry.InFlight[grant.Account] = entry.InFlight.GetValueOrDefault(grant.Account) + grant.Items;
    }

    /// <summary>The time of a worker's last heartbeat.</summary>
    public DateTimeOffset HeartbeatOf(WorkerId worker) => _workers[worker].HeartbeatAt;

    /// <summary>Removes a worker and its items in flight.</summary>
    public void Remove(WorkerId worker)
    {
        if (!_workers.Remove(worker, out Entry? entry)) return;
        foreach ((AccountId account, int items) in entry.InFlight) shares.AddInFlight(account, -items);
    }

    private sealed class Entry
    {
        public Dictionary<AccountId, int> InFlight { get; set; } = [];

        public DateTimeOffset HeartbeatAt { get; set; }
    }
}
