using System.Net;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// A silo that pulls as <c>PullLoop</c> does, with one loop for each priority and the real <see cref="PrefetchPolicy"/>, serves its slots
/// by the real <see cref="PriorityRule"/>, and batches the results of a job while a report of it is running.
/// </summary>
internal sealed class SimulatedSilo(Cluster cluster, int number, int slots, double speed)
{
    private const double HeartbeatPeriod = 1;

    private readonly VirtualTime _time = cluster.Time;
    private readonly PrefetchPolicy _prefetch = new(slots, slots * cluster.Settings.FetchesPerSlot);
    private readonly Queue<(SimulatedJob Job, double LoadSeconds)>[] _loaded = [new(), new()];
    private readonly Dictionary<SimulatedJob, int> _held = [];
    private readonly Dictionary<SimulatedJob, int> _results = [];
    private readonly int[] _inFlight = new int[2];
    private readonly int[] _waitForCapacity = new int[2]; // odd while the loop waits
    private readonly PriorityRule _rule = new();
    private int _busy;

    public WorkerId Id { get; } = new(SiloAddress.New(IPAddress.Loopback, 11_111, number));

    public bool IsSlow => speed < 1;

    public bool IsCrashed { get; private set; }

    public long Ended { get; private set; }

    public int Slots => slots;

    public void Start()
    {
        PullOrWait(JobPriority.Interactive);
        PullOrWait(JobPriority.Bulk);
    }

    /// <summary>The silo crashes. When membership detects it, the dispatcher removes the worker and the jobs reclaim its leases.</summary>
    public void Crash(double detectionSeconds)
    {
        IsCrashed = true;
        cluster.AddBusy(-_busy);
        _time.After(detectionSeconds, () =>
        {
            cluster.Server.RemoveWorker(Id);
            foreach ((SimulatedJob job, int lost) in _held) cluster.Reclaim(job, lost);
        });
    }

    private void PullOrWait(JobPriority priority)
    {
        if (IsCrashed) return;

        if (FreeCapacity(priority) is > 0 and var capacity) Pull(priority, capacity);
        else
        {
            int wait = ++_waitForCapacity[(int)priority];
            _time.After(HeartbeatPeriod, () =>
            {
                if (_waitForCapacity[(int)priority] == wait) Pull(priority, 0); // a heartbeat
            });
        }
    }

    private void Pull(JobPriority priority, int capacity)
    {
        if (_waitForCapacity[(int)priority] % 2 == 1) _waitForCapacity[(int)priority]++;
        HeldWork[] held = [.. _held.Select(work => new HeldWork(work.Key.Id, work.Key.Account, work.Value))];
        cluster.Server.Pull(new WorkerPull(Id, priority, capacity, held), grants => Lease(priority, grants, 0));
    }

    /// <summary>Granted items are leased from one job after another, then the loop pulls again.</summary>
    private void Lease(JobPriority priority, WorkGrant[] grants, int next)
    {
        if (IsCrashed) return;
        if (next == grants.Length)
        {
            PullOrWait(priority);
            return;
        }

        _time.After(cluster.Random.Network(), () =>
        {
            SimulatedJob? job = cluster.Find(grants[next].Job);
            int leased = job?.Lease(grants[next].Items) ?? 0;
            if (job is not null && leased < grants[next].Items) cluster.Server.Announce(job);
            _time.After(cluster.Random.Network(), () =>
            {
                if (leased > 0) Load(job!, leased);
                Lease(priority, grants, next + 1);
            });
        });
    }

    private void Load(SimulatedJob job, int items)
    {
        _held[job] = _held.GetValueOrDefault(job) + items;
        _inFlight[(int)job.Priority] += items;
        if (IsCrashed) return; // reclaimed when the crash is detected

        for (int i = 0; i < items; i++)
        {
            // Loading takes no slot.
            double seconds = cluster.Random.Exponential(cluster.Settings.LoadSeconds);
            _time.After(seconds, () =>
            {
                _loaded[(int)job.Priority].Enqueue((job, seconds));
                StartNext();
            });
        }
    }

    private void StartNext()
    {
        if (IsCrashed || _busy == slots || Next() is not { } next) return;

        (SimulatedJob job, double loadSeconds) = next;
        _busy++;
        cluster.AddBusy(1);
        job.Started?.Invoke(_time.Now - job.OpenedAt);
        double seconds = cluster.Random.LogNormal(job.Median, cluster.Settings.ImageSigma) / speed;
        _time.After(seconds, () =>
        {
            if (IsCrashed) return;

            _busy--;
            cluster.AddBusy(-1);
            Ended++;
            _prefetch.Observe(TimeSpan.FromSeconds(seconds), outsideSlot: TimeSpan.FromSeconds(loadSeconds));
            Report(job);
            StartNext();
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
            if (IsCrashed) return;

            _inFlight[(int)job.Priority] -= batch;
            if (_results[job] > 0) Send(job);
            else _results.Remove(job);
            if (_waitForCapacity[(int)job.Priority] % 2 == 1 && FreeCapacity(job.Priority) is > 0 and var capacity)
                Pull(job.Priority, capacity);
        });

        void Committed()
        {
            if (IsCrashed) return; // the items are repeated

            if ((_held[job] -= batch) == 0) _held.Remove(job);
            job.End(batch);
        }
    }

    private int FreeCapacity(JobPriority priority) => _prefetch.FreeCapacity(priority, _inFlight[(int)priority]);
}
