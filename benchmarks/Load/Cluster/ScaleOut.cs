using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Benchmarks.Load.Cluster;

/// <summary>
/// Images per second through a gateway and silos of one slot each, on PostgreSQL and an object store, against the bare engine on as many
/// threads. All of it shares this machine's processors: what the database and the object store take is missing from the engine, which on
/// servers of their own it is not. So the processor time of each part is told beside.
/// </summary>
internal static class ScaleOut
{
    private const int Pairs = 5;

    /// <summary>Requests at once: one after another the client would be what is measured.</summary>
    private const int Uploads = 4;

    private static readonly TimeSpan WorthMeasuring = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Report report, string folder, int[] clusters)
    {
        (string Name, byte[] Bytes)[] files =
            [.. Directory.EnumerateFiles(folder, "*.jpg").Order().Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
        report.Table(
            $"Scale-out: {files.Length} files of {files.Sum(file => file.Bytes.LongLength) / 1e6:0.0} MB ({Path.GetFileName(folder)}), "
                + $"lossy, {Pairs} pairs each, medians",
            "silos", "images", "bare images/s", "cluster images/s", "ratio", "slots busy", "a slot's time ms/image", "of it on a processor",
            "of it waiting for one", "bare CPU ms/image", "silos' CPU ms/image", "gateway", "PostgreSQL", "object store",
            "statements/image", "transactions/image", "WAL bytes/image");
        foreach (int silos in clusters) await RunAsync(report, files, silos);
    }

    private static async Task RunAsync(Report report, (string Name, byte[] Bytes)[] files, int silos)
    {
        await using TestCluster cluster =
            await TestCluster.StartAsync(silos, gateways: 1, ["shared_preload_libraries='pg_stat_statements'"], "--Worker:Slots", "1");
        await ClusterFigures.PrepareAsync(cluster);
        using NodeClient client = cluster.CreateClient();
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < WorthMeasuring;) Bare(files, 1, silos); // warm
        int rounds = Math.Max(1, (int)Math.Ceiling(WorthMeasuring / Bare(files, 1, silos).Wall));
        for (int warm = 0; warm < 2; warm++) await ThroughClusterAsync(client, files, rounds);

        int images = files.Length * rounds;
        List<(double Ratio, object[] Row)> pairs = [];
        for (int pair = 0; pair < Pairs; pair++)
        {
            (TimeSpan bareWall, TimeSpan bareCpu) = Bare(files, rounds, silos);
            ClusterFigures before = await ClusterFigures.OfAsync(cluster);
            TimeSpan wall = await ThroughClusterAsync(client, files, rounds);
            ClusterFigures used = await ClusterFigures.OfAsync(cluster) - before;
            pairs.Add((bareWall / wall,
            [
                silos, images, images / bareWall.TotalSeconds, images / wall.TotalSeconds, bareWall / wall, used.Engine / (wall * silos),
                used.Engine.TotalMilliseconds / images, used.Lanes.TotalMilliseconds / images, used.LanesWaited.TotalMilliseconds / images,
                bareCpu.TotalMilliseconds / images,
                used.Silos.TotalMilliseconds / images, used.Gateways.TotalMilliseconds / images, used.Database.TotalMilliseconds / images,
                used.ObjectStore.TotalMilliseconds / images,
                used.Statements / images, used.Transactions / images, used.WalBytes / images,
            ]));
        }

        report.Row(pairs.OrderBy(pair => pair.Ratio).ElementAt(Pairs / 2).Row);
    }

    private static (TimeSpan Wall, TimeSpan Cpu) Bare((string Name, byte[] Bytes)[] files, int rounds, int threads)
    {
        Reducer reducer = new(new ReductionLimits());
        ReductionOptions options = new();
        int next = -1, all = files.Length * rounds;
        TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        return (Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpuBefore);

        void Work()
        {
            for (int index = Interlocked.Increment(ref next); index < all; index = Interlocked.Increment(ref next))
            {
                reducer.Reduce(files[index % files.Length].Bytes, options, CancellationToken.None);
            }
        }
    }

    private static async Task<TimeSpan> ThroughClusterAsync(NodeClient client, (string Name, byte[] Bytes)[] files, int rounds)
    {
        long began = Stopwatch.GetTimestamp();
        string job = await client.OpenJobAsync();
        await Parallel.ForAsync(
            0, rounds, new ParallelOptions { MaxDegreeOfParallelism = Uploads }, async (_, _) => await client.UploadAsync(job, files));
        JobView end = await client.FinishAsync(job);
        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        if (end.Counts.Total != files.Length * rounds || end.Counts.Failed > 0)
            throw new InvalidOperationException($"The job ended with {end.Counts}.");
        return wall;
    }
}
