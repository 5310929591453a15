using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>What a run assumes. Times in seconds.</summary>
internal sealed record ClusterSettings(int Silos, int BigJob, double Seconds)
{
    public int Seed { get; init; } = 1;

    /// <summary>What the jobs of other accounts come to, as a share of what the slots can do.</summary>
    public double OthersShare { get; init; }

    public double SlowShare { get; init; } = 0.1;

    public double SlowSpeed { get; init; } = 0.5;

    public double DyingShare { get; init; } = 0.01;

    /// <summary>Half of a job's images take less; the jobs' own medians spread as widely.</summary>
    public double ImageMedian { get; init; } = 0.2;

    public double ImageSigma { get; init; } = 0.4;

    /// <summary>An image's way from where it lies to a slot: an object store, or a customer's server.</summary>
    public double LoadSeconds { get; init; } = 0.005;

    /// <summary>The setting <c>Worker:FetchesPerSlot</c>.</summary>
    public int FetchesPerSlot { get; init; } = 16;

    /// <summary>What the dispatcher's grain takes for a message.</summary>
    public double MessageSeconds { get; init; } = 10e-6;

    /// <summary>What a commit holds the row of its job for, as <c>Load records</c> measures it.</summary>
    public double CommitSeconds { get; init; } = 0.004;

    /// <summary>And for each item.</summary>
    public double CommitSecondsPerItem { get; init; } = 30e-6;

    /// <summary>Whether reports that come during a commit go with the next together, rather than one after another.</summary>
    public bool GathersReports { get; init; }
}

/// <summary>
/// A cluster that is never out of work: one account has job after job of a given size, two thousand others have jobs of heavy-tailed sizes,
/// a tenth of what the slots can do is interactive, and now and then a new account comes with ten images. Silos have 2, 4 or 8 slots.
/// </summary>
internal sealed class Cluster
{
    private const int Accounts = 2_000;
    private const int LargestOther = 10_000;
    private const double ParetoShape = 1.1;
    private const double SecondsToNotice = 2;

    private readonly Dictionary<JobId, SimulatedJob> _jobs = [];
    private readonly AccountId[] _accounts;
    private readonly SimulatedSilo[] _silos;
    private readonly double _warm;
    private int _slots;
    private int _busy;
    private double _busyIntegral, _slotIntegral, _idleIntegral, _countedUntil;

    public Cluster(ClusterSettings settings)
    {
        Settings = settings;
        Chance = new Chance(settings.Seed);
        Server = new DispatchServer(Time, Chance, settings.MessageSeconds);
        _accounts = [.. Enumerable.Range(0, Accounts).Select(_ => new AccountId(Chance.Id()))];
        _silos = [.. Enumerable.Range(0, settings.Silos).Select(number => new SimulatedSilo(
            this, number, 2 << Chance.Below(3), number < Math.Ceiling(settings.Silos * settings.SlowShare) ? settings.SlowSpeed : 1))];
        _slots = _silos.Sum(silo => silo.Slots);
        _warm = settings.Seconds / 5;
    }

    public VirtualTime Time { get; } = new();

    public ClusterSettings Settings { get; }

    public Chance Chance { get; }

    public DispatchServer Server { get; }

    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>Seconds from its job's opening until an image of ten begins.</summary>
    public List<double> SmallWaits { get; } = [];

    /// <summary>The same of interactive images.</summary>
    public List<double> InteractiveWaits { get; } = [];

    public long Repeated { get; private set; }

    public int OpenJobs => _jobs.Count;

    /// <summary>The share of the time of living slots in which they worked.</summary>
    public double Utilisation => _busyIntegral / _slotIntegral;

    /// <summary>The share in which they did not although an item waited for each.</summary>
    public double IdleWhileItemsWait => _idleIntegral / _slotIntegral;

    public void Run()
    {
        double speed = _silos.Sum(silo => silo.Slots * (silo.IsSlow ? Settings.SlowSpeed : 1));
        double mean = Settings.ImageMedian * Math.Exp(Settings.ImageSigma * Settings.ImageSigma); // of both spreads
        double capacity = speed / mean;
        double meanSize = Enumerable.Range(0, 100_000).Average(_ => Chance.Pareto(ParetoShape, LargestOther));

        OpenBig();
        Repeat(capacity * Settings.OthersShare / meanSize, () => Open(SomeAccount(), JobPriority.Bulk, Chance.Pareto(ParetoShape, LargestOther), SomeMedian()));
        Repeat(capacity * 0.1, () => Open(SomeAccount(), JobPriority.Interactive, 1, SomeMedian(), InteractiveWaits));
        Repeat(Math.Min(5, capacity * 0.02 / 10), () => Open(new AccountId(Chance.Id()), JobPriority.Bulk, 10, Settings.ImageMedian, SmallWaits));
        foreach (SimulatedSilo silo in _silos) Time.After(Chance.Exponential(0.5), silo.Start);
        Time.After(Settings.Seconds * 0.6, () =>
        {
            foreach (SimulatedSilo silo in _silos[^(int)Math.Ceiling(Settings.Silos * Settings.DyingShare)..])
            {
                silo.Die(SecondsToNotice);
                _slots -= silo.Slots;
            }
        });
        Time.RunUntil(Settings.Seconds);
        AddBusy(0);
    }

    public SimulatedJob? Find(JobId job) => _jobs.GetValueOrDefault(job);

    /// <summary>Writes what a silo reports of a job; the job's row lets one transaction in at a time.</summary>
    public void Commit(SimulatedJob job, int items, Action committed, Action answered) => Time.After(Chance.Network(), () =>
    {
        job.Reports.Enqueue((items, committed, answered));
        if (!job.IsCommitting) CommitNext(job);
    });

    private void CommitNext(SimulatedJob job)
    {
        List<(int Items, Action Committed, Action Answered)> batch = [job.Reports.Dequeue()];
        while (Settings.GathersReports && job.Reports.Count > 0 && batch.Sum(report => report.Items) < ItemBatch.MaxItems) batch.Add(job.Reports.Dequeue());
        job.IsCommitting = true;
        Time.After(Settings.CommitSeconds + (Settings.CommitSecondsPerItem * batch.Sum(report => report.Items)), () =>
        {
            job.IsCommitting = false;
            foreach (var report in batch)
            {
                report.Committed();
                Time.After(Chance.Network(), report.Answered);
            }

            Server.Announce(job);
            if (job.Reports.Count > 0) CommitNext(job);
        });
    }

    public void TakeBack(SimulatedJob job, int lost)
    {
        job.TakeBack(lost);
        Repeated += lost;
        Server.Announce(job);
    }

    public void AddBusy(int slots)
    {
        double from = Math.Max(_countedUntil, _warm);
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

        Time.After(Chance.Exponential(1 / rate), () =>
        {
            action();
            Repeat(rate, action);
        });
    }

    private AccountId SomeAccount() => _accounts[(int)(Accounts * Math.Pow(Chance.Below(1 << 20) / (double)(1 << 20), 3))];

    private double SomeMedian() => Chance.LogNormal(Settings.ImageMedian, Settings.ImageSigma);

    private void OpenBig() => Open(_accounts[^1], JobPriority.Bulk, Settings.BigJob, Settings.ImageMedian, done: OpenBig);

    private void Open(AccountId account, JobPriority priority, int items, double median, List<double>? waits = null, Action? done = null)
    {
        bool isCounted = waits is not null && Time.Now > _warm;
        JobId id = new(Chance.Id());
        SimulatedJob job = new(id, account, priority, items, median, Time.Now)
        {
            Began = isCounted ? waits!.Add : null,
            Done = () =>
            {
                _jobs.Remove(id);
                done?.Invoke();
            },
        };
        _jobs.Add(id, job);
        Tick(job);
    }

    /// <summary>A job speaks every second while it is open.</summary>
    private void Tick(SimulatedJob job)
    {
        if (job.IsDone) return;

        Server.Announce(job);
        Time.After(1, () => Tick(job));
    }
}
