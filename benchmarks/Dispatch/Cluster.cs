using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>The assumptions of a run. Times are in seconds.</summary>
internal sealed record ClusterSettings(int Silos, int BigJob, double Seconds)
{
    public int Seed { get; init; } = 1;

    /// <summary>The load by jobs of other accounts, as a share of the slots' capacity.</summary>
    public double OthersShare { get; init; }

    public double SlowShare { get; init; } = 0.1;

    public double SlowSpeed { get; init; } = 0.5;

    public double DyingShare { get; init; } = 0.01;

    /// <summary>
    /// The median of the engine time. Images of a job spread around the job's median, and the medians of jobs around this one.
    /// </summary>
    public double ImageMedian { get; init; } = 0.2;

    public double ImageSigma { get; init; } = 0.4;

    /// <summary>The mean time to load an image, from the object store or from the server of a URL.</summary>
    public double LoadSeconds { get; init; } = 0.005;

    /// <summary>The setting <c>Worker:FetchesPerSlot</c>.</summary>
    public int FetchesPerSlot { get; init; } = 16;

    /// <summary>The time that a message occupies the dispatcher's grain.</summary>
    public double MessageSeconds { get; init; } = 10e-6;

    /// <summary>How long a commit locks the row of its job, as measured by <c>Load records</c>.</summary>
    public double CommitSeconds { get; init; } = 0.004;

    /// <summary>In addition, for each item.</summary>
    public double CommitSecondsPerItem { get; init; } = 30e-6;

    /// <summary>Whether all reports that arrive during a commit share the next one.</summary>
    public bool BatchesReports { get; init; }
}

/// <summary>
/// A cluster under constant load: one account runs jobs of a given size without a pause, two thousand others open jobs of heavy-tailed
/// sizes, interactive images take a tenth of the slots' capacity, and new accounts open jobs of ten images. Silos have 2, 4 or 8 slots.
/// </summary>
internal sealed class Cluster
{
    private const int Accounts = 2_000;
    private const int MaxOtherJob = 10_000;
    private const double ParetoShape = 1.1;
    private const double DetectionSeconds = 2;

    private readonly Dictionary<JobId, SimulatedJob> _jobs = [];
    private readonly AccountId[] _accounts;
    private readonly SimulatedSilo[] _silos;
    private readonly double _warmUp;
    private int _slots;
    private int _busy;
    private double _busyIntegral, _slotIntegral, _idleIntegral, _countedUntil;

    public Cluster(ClusterSettings settings)
    {
        Settings = settings;
        Random = new Distributions(settings.Seed);
        Server = new DispatchServer(Time, Random, settings.MessageSeconds);
        _accounts = [.. Enumerable.Range(0, Accounts).Select(_ => new AccountId(Random.Id()))];
        _silos = [.. Enumerable.Range(0, settings.Silos).Select(number => new SimulatedSilo(
            this, number, 2 << Random.Below(3), number < Math.Ceiling(settings.Silos * settings.SlowShare) ? settings.SlowSpeed : 1))];
        _slots = _silos.Sum(silo => silo.Slots);
        _warmUp = settings.Seconds / 5;
    }

    public VirtualTime Time { get; } = new();

    public ClusterSettings Settings { get; }

    public Distributions Random { get; }

    public DispatchServer Server { get; }

    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>Seconds from the opening of a 10-image job until the reduction of each item starts.</summary>
    public List<double> SmallWaits { get; } = [];

    /// <summary>The same for interactive items.</summary>
    public List<double> InteractiveWaits { get; } = [];

    public long Repeated { get; private set; }

    public int OpenJobs => _jobs.Count;

    /// <summary>The share of the live slots' time in which they were busy.</summary>
    public double Utilization => _busyIntegral / _slotIntegral;

    /// <summary>The share in which they were idle although items waited.</summary>
    public double IdleWhileItemsWait => _idleIntegral / _slotIntegral;

    public void Run()
    {
        double speed = _silos.Sum(silo => silo.Slots * (silo.IsSlow ? Settings.SlowSpeed : 1));
        double mean = Settings.ImageMedian * Math.Exp(Settings.ImageSigma * Settings.ImageSigma); // of both spreads
        double capacity = speed / mean;
        double meanSize = Enumerable.Range(0, 100_000).Average(_ => Random.Pareto(ParetoShape, MaxOtherJob));

        OpenBig();
        Repeat(
            capacity * Settings.OthersShare / meanSize,
            () => Open(RandomAccount(), JobPriority.Bulk, Random.Pareto(ParetoShape, MaxOtherJob), RandomMedian()));
        Repeat(capacity * 0.1, () => Open(RandomAccount(), JobPriority.Interactive, 1, RandomMedian(), InteractiveWaits));
        Repeat(
            Math.Min(5, capacity * 0.02 / 10),
            () => Open(new AccountId(Random.Id()), JobPriority.Bulk, 10, Settings.ImageMedian, SmallWaits));
        foreach (SimulatedSilo silo in _silos) Time.After(Random.Exponential(0.5), silo.Start);
        Time.After(Settings.Seconds * 0.6, () =>
        {
            foreach (SimulatedSilo silo in _silos[^(int)Math.Ceiling(Settings.Silos * Settings.DyingShare)..])
            {
                silo.Crash(DetectionSeconds);
                _slots -= silo.Slots;
            }
        });
        Time.RunUntil(Settings.Seconds);
        AddBusy(0);
    }

    public SimulatedJob? Find(JobId job) => _jobs.GetValueOrDefault(job);

    /// <summary>Commits a report of a silo; the lock of the job's row admits one transaction at a time.</summary>
    public void Commit(SimulatedJob job, int items, Action committed, Action responded) => Time.After(Random.Network(), () =>
    {
        job.Reports.Enqueue((items, committed, responded));
        if (!job.IsCommitting) CommitNext(job);
    });

    private void CommitNext(SimulatedJob job)
    {
        List<(int Items, Action Committed, Action Responded)> batch = [job.Reports.Dequeue()];
        while (Settings.BatchesReports && job.Reports.Count > 0 && batch.Sum(report => report.Items) < ItemBatch.MaxItems)
            batch.Add(job.Reports.Dequeue());
        job.IsCommitting = true;
        Time.After(Settings.CommitSeconds + (Settings.CommitSecondsPerItem * batch.Sum(report => report.Items)), () =>
        {
            job.IsCommitting = false;
            foreach (var report in batch)
            {
                report.Committed();
                Time.After(Random.Network(), report.Responded);
            }

            Server.Announce(job);
            if (job.Reports.Count > 0) CommitNext(job);
        });
    }

    public void Reclaim(SimulatedJob job, int lost)
    {
        job.Reclaim(lost);
        Repeated += lost;
        Server.Announce(job);
    }

    public void AddBusy(int slots)
    {
        double from = Math.Max(_countedUntil, _warmUp);
        if (Time.Now > from)
        {
            _busyIntegral += _busy * (Time.Now - from);
            _idleIntegral += Math.Clamp(Server.Waiting, 0, _slots - _busy) * (Time.Now - from);
            _slotIntegral += _slots * (Time.Now - from);
        }

        _countedUntil = Time.Now;
        _busy += slots;
    }

    private void Repeat(double rate, Action action)
    {
        if (rate == 0) return;

        Time.After(Random.Exponential(1 / rate), () =>
        {
            action();
            Repeat(rate, action);
        });
    }

    private AccountId RandomAccount() => _accounts[(int)(Accounts * Math.Pow(Random.Below(1 << 20) / (double)(1 << 20), 3))];

    private double RandomMedian() => Random.LogNormal(Settings.ImageMedian, Settings.ImageSigma);

    private void OpenBig() => Open(_accounts[^1], JobPriority.Bulk, Settings.BigJob, Settings.ImageMedian, done: OpenBig);

    private void Open(AccountId account, JobPriority priority, int items, double median, List<double>? waits = null, Action? done = null)
    {
        bool isMeasured = waits is not null && Time.Now > _warmUp;
        JobId id = new(Random.Id());
        SimulatedJob job = new(id, account, priority, items, median, Time.Now)
        {
            Started = isMeasured ? waits!.Add : null,
            Done = () =>
            {
                _jobs.Remove(id);
                done?.Invoke();
            },
        };
        _jobs.Add(id, job);
        Tick(job);
    }

    /// <summary>A job announces its backlog every second while it is open.</summary>
    private void Tick(SimulatedJob job)
    {
        if (job.IsDone) return;

        Server.Announce(job);
        Time.After(1, () => Tick(job));
    }
}
