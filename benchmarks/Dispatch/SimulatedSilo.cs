using System.Net;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Pulling;
using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// A silo that pulls as <c>ReductionWorker</c> does: a line for bulk and one for interactive items, room by the real <see cref="PrefetchPolicy"/>,
/// slots as <c>ReductionThreads</c> serves them, results gathered for each job while a report of it is on its way.
/// </summary>
internal sealed class SimulatedSilo(Cluster cluster, int number, int slots, double speed)
{
    private const double HoldPeriod = 1;

    private readonly VirtualTime _time = cluster.Time;
    private readonly PrefetchPolicy _workload = new(slots, slots * cluster.Settings.FetchesPerSlot);
    private readonly Queue<(SimulatedJob Job, double LoadSeconds)>[] _loaded = [new(), new()];
    private readonly Dictionary<SimulatedJob, int> _held = [];
    private readonly Dictionary<SimulatedJob, int> _results = [];
    private readonly int[] _inHand = new int[2];
    private readonly int[] _waitsForRoom = new int[2]; // odd while it does
    private readonly PriorityRule _rule = new();
    private int _busy;

    public WorkerId Id { get; } = new(SiloAddress.New(IPAddress.Loopback, 11_111, number));

    public bool IsSlow => speed < 1;

    public bool IsDead { get; private set; }

    public long Ended { get; private set; }

    public int Slots => slots;

    public void Start()
    {
        Ask(JobPriority.Interactive);
        Ask(JobPriority.Bulk);
    }

    /// <summary>The silo is gone. Membership tells the dispatcher and the jobs, who take back what it held.</summary>
    public void Die(double secondsToNotice)
    {
        IsDead = true;
        cluster.AddBusy(-_busy);
        _time.After(secondsToNotice, () =>
        {
            cluster.Server.Forget(Id);
            foreach ((SimulatedJob job, int lost) in _held) cluster.TakeBack(job, lost);
        });
    }

    private void Ask(JobPriority line)
    {
        if (IsDead) return;

        if (Room(line) is > 0 and var room) Pull(line, room);
        else
        {
            int turn = ++_waitsForRoom[(int)line];
            _time.After(HoldPeriod, () =>
            {
                if (_waitsForRoom[(int)line] == turn) Pull(line, 0); // it only says what it holds
            });
        }
    }

    private void Pull(JobPriority line, int room)
    {
        if (_waitsForRoom[(int)line] % 2 == 1) _waitsForRoom[(int)line]++;
        HeldWork[] held = [.. _held.Select(work => new HeldWork(work.Key.Id, work.Key.Account, work.Value))];
        cluster.Server.Pull(PullLoop.CreatePull(Id, line, room, held), grants => Take(line, grants, 0));
    }

    /// <summary>Grants are taken from their jobs one after another, then the line asks again.</summary>
    private void Take(JobPriority line, WorkGrant[] grants, int next)
    {
        if (IsDead) return;
        if (next == grants.Length)
        {
            Ask(line);
            return;
        }

        _time.After(cluster.Chance.Network(), () =>
        {
            SimulatedJob? job = cluster.Find(grants[next].Job);
            int given = job?.Take(grants[next].Items) ?? 0;
            if (job is not null && given < grants[next].Items) cluster.Server.Announce(job);
            _time.After(cluster.Chance.Network(), () =>
            {
                if (given > 0) Load(job!, given);
                Take(line, grants, next + 1);
            });
        });
    }

    private void Load(SimulatedJob job, int items)
    {
        _held[job] = _held.GetValueOrDefault(job) + items;
        _inHand[(int)job.Priority] += items;
        if (IsDead) return; // and is taken back when that is noticed

        for (int i = 0; i < items; i++)
        {
            // Loaded from the store, beside the slots.
            double seconds = cluster.Chance.Exponential(cluster.Settings.LoadSeconds);
            _time.After(seconds, () =>
            {
                _loaded[(int)job.Priority].Enqueue((job, seconds));
                Begin();
            });
        }
    }

    private void Begin()
    {
        if (IsDead || _busy == slots || Next() is not { } next) return;

        (SimulatedJob job, double loadSeconds) = next;
        _busy++;
        cluster.AddBusy(1);
        job.Began?.Invoke(_time.Now - job.OpenedAt);
        double seconds = cluster.Chance.LogNormal(job.Median, cluster.Settings.ImageSigma) / speed;
        _time.After(seconds, () =>
        {
            if (IsDead) return;

            _busy--;
            cluster.AddBusy(-1);
            Ended++;
            _workload.Observe(TimeSpan.FromSeconds(seconds), outsideSlot: TimeSpan.FromSeconds(loadSeconds));
            Report(job);
            Begin();
        });
    }

    private (SimulatedJob Job, double LoadSeconds)? Next()
    {
        (var interactive, var bulk) = (_loaded[(int)JobPriority.Interactive], _loaded[(int)JobPriority.Bulk]);
        return _rule.Next(interactive.Count, bulk.Count) is { } priority ? _loaded[(int)priority].Dequeue() : null;
    }

    private void Report(SimulatedJob job)
    {
        bool isRunning = _results.ContainsKey(job);
        _results[job] = _results.GetValueOrDefault(job) + 1;
        if (!isRunning) Send(job);
    }

    private void Send(SimulatedJob job)
    {
        int batch = _results[job];
        _results[job] = 0;
        cluster.Commit(job, batch, Committed, () =>
        {
            if (IsDead) return;

            _inHand[(int)job.Priority] -= batch;
            if (_results[job] > 0) Send(job);
            else _results.Remove(job);
            if (_waitsForRoom[(int)job.Priority] % 2 == 1 && Room(job.Priority) is > 0 and var room) Pull(job.Priority, room);
        });

        void Committed()
        {
            if (IsDead) return; // what it did is done again

            if ((_held[job] -= batch) == 0) _held.Remove(job);
            job.End(batch);
        }
    }

    private int Room(JobPriority line) => _workload.FreeCapacity(line, _inHand[(int)line]);
}
