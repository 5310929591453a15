using System.Diagnostics;
using System.Net;
using JpegReducer.Benchmarks.Load;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// The cost of a pull for the dispatcher: a worker reports its items and is granted two, which have ended before its next pull.
/// </summary>
internal sealed class Grants
{
    private const int Silos = 1_000;
    private const int Pulls = 20_000;
    private const int Runs = 5;
    private static readonly TimeSpan MaxRunTime = TimeSpan.FromSeconds(2);

    private readonly FairShare _shares = new();
    private readonly WorkerRegistry _workers;
    private readonly WorkerId[] _ids =
        [.. Enumerable.Range(0, Silos).Select(silo => new WorkerId(SiloAddress.New(IPAddress.Loopback, 11_111, silo)))];
    private readonly Queue<HeldWork>[] _held = [.. Enumerable.Range(0, Silos).Select(_ => new Queue<HeldWork>())];
    private int _pulls;

    private Grants(int accounts, int jobsOfEach)
    {
        _workers = new WorkerRegistry(_shares);
        for (int account = 0; account < accounts; account++)
        {
            AccountId id = new(Guid.NewGuid());
            for (int job = 0; job < jobsOfEach; job++)
                _shares.Update(new JobBacklog(new JobId(Guid.NewGuid()), id, JobPriority.Bulk, int.MaxValue, IsClosed: false), default);
        }
    }

    public static void Run(Report report)
    {
        report.Table(
            $"The dispatcher's own time for a pull of two items, {Silos:N0} silos with four items in flight each, median of {Runs} runs",
            "accounts with waiting items", "jobs of each", "µs/pull");
        foreach (int accounts in new[] { 1, 10, 100, 1_000, 10_000, 100_000 })
        {
            foreach (int jobs in new[] { 1, 10 })
            {
                Grants grants = new(accounts, jobs);
                grants.Measure(); // warm-up; afterwards every worker has items in flight
                report.Row(accounts, jobs, Enumerable.Range(0, Runs).Select(_ => grants.Measure()).Order().ElementAt(Runs / 2));
            }
        }
    }

    private double Measure()
    {
        long startedAt = Stopwatch.GetTimestamp();
        int pulls = 0;
        while (pulls < Pulls && (pulls < 100 || Stopwatch.GetElapsedTime(startedAt) < MaxRunTime))
        {
            Pull(_pulls++ % Silos);
            pulls++;
        }

        return Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds / pulls;
    }

    private void Pull(int silo)
    {
        Queue<HeldWork> held = _held[silo];
        while (held.Count > 2) held.Dequeue();
        _workers.Heartbeat(_ids[silo], [.. held], default);
        WorkGrant[] grants = _shares.Grant(JobPriority.Bulk, capacity: 2);
        _workers.AddGranted(_ids[silo], grants);
        foreach (WorkGrant grant in grants)
        {
            for (int item = 0; item < grant.Items; item++) held.Enqueue(new HeldWork(grant.Job, grant.Account, 1));
        }
    }
}
