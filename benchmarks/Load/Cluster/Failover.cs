using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Benchmarks.Load.Cluster;

/// <summary>
/// The interruption when a silo is killed: in a job that keeps three silos busy, a random one is killed with -9
/// and started again. Told is the longest time in which no image ended.
/// </summary>
internal static class Failover
{
    private const int Kills = 20;

    /// <summary>More than end while one kill is watched.</summary>
    private const int MinWaiting = 800;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(12);

    public static async Task RunAsync(Report report)
    {
        (string Name, byte[] Bytes)[] files = [.. Enumerable.Range(0, 20).Select(seed => ($"{seed}.jpg", TestImages.Photo(1200, 900, seed)))];
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3, gateways: 1, "--Worker:Slots", "1");
        using NodeClient client = cluster.CreateClient();
        string job = await client.OpenJobAsync();
        await FillAsync(client, job, files);

        List<double> stalls = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            JobView before = await client.WatchAsync(job, since: -1);
            if (before.Counts.Pending < MinWaiting) await FillAsync(client, job, files);

            ServiceProcess victim = cluster.Silos[Random.Shared.Next(cluster.Silos.Count)];
            await victim.KillAsync();
            stalls.Add(await LongestStallAsync(client, job));
            await victim.StartAsync();
        }

        stalls.Sort();
        report.Table(
            $"Failover: one of three silos killed with -9, {Kills} times: the longest time within {Watched.TotalSeconds:0} s after it "
                + "in which no image ended", "seconds", "p50", "p90", "max");
        report.Row("three silos, PostgreSQL, object store, one gateway", stalls[Kills / 2], stalls[Kills * 9 / 10], stalls[^1]);
    }

    private static async Task FillAsync(NodeClient client, string job, (string Name, byte[] Bytes)[] files)
    {
        for (int sent = 0; sent < 2 * MinWaiting; sent += files.Length) await client.UploadAsync(job, files);
    }

    /// <summary>As a client observes it by polling, until work has continued for a while or time is up.</summary>
    private static async Task<double> LongestStallAsync(NodeClient client, string job)
    {
        long began = Stopwatch.GetTimestamp(), lastNews = began;
        int ended = -1;
        TimeSpan longest = TimeSpan.Zero;
        while (Stopwatch.GetElapsedTime(began) < Watched)
        {
            JobView view = await client.WatchAsync(job, since: -1);
            int now = view.Counts.Total - view.Counts.Pending;
            TimeSpan silent = Stopwatch.GetElapsedTime(lastNews);
            if (silent > longest) longest = silent;
            if (now > ended) (ended, lastNews) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(50);
        }

        return longest.TotalSeconds;
    }
}
