using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;
using JpegReducer.Support.Postgres;

namespace JpegReducer.Benchmarks.Load.Cluster;

/// <summary>
/// One job of very many URLs on three silos: whether its last images cost what its first did. Files lie in a shared folder, so that the
/// processors are the cluster's and not an object store's.
/// </summary>
internal static class LongJob
{
    private const int BatchSize = 500;
    private const int Parts = 10;

    /// <summary>So that files go as fast as they come, as they do after two hours.</summary>
    private const string FileLifetime = "00:05:00";

    public static async Task RunAsync(Report report, int items)
    {
        byte[] image = TinyImages.Photo(1_000);
        using TemporaryFolder files = new();
        await using StubServer stub = await StubServer.StartAsync(image);
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(
            postgres, files.Path, silos: 3, gateways: 1,
            "--Worker:Slots", "1", "--Fetch:AllowedNetworks:0", "127.0.0.0/8", "--Fetch:PerHost", "64", "--Gateway:MaxWaitingItems", "100000000",
            "--Retention:FileLifetime", FileLifetime);
        using NodeClient client = cluster.CreateClient();
        string job = await client.OpenJobAsync();

        report.Table(
            $"One job of {items:N0} URLs of an image of {image.Length:N0} bytes, three silos of one slot, PostgreSQL, shared folder, "
                + $"files for {FileLifetime}",
            "ended", "after s", "items/s", "silos' and gateway's CPU ms/item", "largest silo MB", "gateway MB", "database MB", "grain state bytes");
        long began = Stopwatch.GetTimestamp();
        Task<double> accepting = AcceptAsync(client, stub, job, items);
        (int endedBefore, TimeSpan cpuBefore, TimeSpan timeBefore) = (0, Cpu(cluster), TimeSpan.Zero);
        for (int part = 1; part <= Parts; part++)
        {
            int ended = await WaitAsync(client, job, (int)((long)items * part / Parts));
            TimeSpan cpu = Cpu(cluster), time = Stopwatch.GetElapsedTime(began);
            double more = ended - endedBefore;
            report.Row(
                ended, time.TotalSeconds, more / (time - timeBefore).TotalSeconds, (cpu - cpuBefore).TotalMilliseconds / more,
                cluster.Silos.Max(silo => Megabytes(silo)), Megabytes(cluster.Gateways[0]), await DatabaseMegabytesAsync(cluster),
                await GrainStateBytesAsync(cluster));
            (endedBefore, cpuBefore, timeBefore) = (ended, cpu, time);
        }

        JobView end = await client.FinishAsync(job);
        if (end.Counts.Reduced + end.Counts.Kept != items) throw new InvalidOperationException($"The job ended with {end.Counts}.");

        report.Table($"Acceptance: {items:N0} URLs in requests of {BatchSize}, one after another, while three silos work", "items/s");
        report.Row(await accepting);
    }

    /// <summary>Looks once a second, so that the looking costs nothing.</summary>
    private static async Task<int> WaitAsync(NodeClient client, string job, int due)
    {
        while (true)
        {
            JobView view = await client.WatchAsync(job, since: -1);
            if (view.Counts.Total - view.Counts.Pending is var ended && ended >= due) return ended;

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<double> AcceptAsync(NodeClient client, StubServer stub, string job, int items)
    {
        long began = Stopwatch.GetTimestamp();
        for (int sent = 0; sent < items; sent += BatchSize)
        {
            await client.AddUrlsAsync(job, Enumerable.Range(sent, Math.Min(BatchSize, items - sent)).Select(index => $"{stub.Url}{index}.jpg"));
        }

        double rate = items / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await client.SealAsync(job);
        return rate;
    }

    private static TimeSpan Cpu(TestCluster cluster) =>
        cluster.Silos.Concat(cluster.Gateways).Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.Of(process.ProcessId).Cpu);

    private static double Megabytes(ServiceProcess process) => ProcessFigures.Of(process.ProcessId).ResidentBytes / 1e6;

    private static async Task<double> DatabaseMegabytesAsync(TestCluster cluster) =>
        await ClusterFigures.ReadAsync(cluster, "SELECT pg_database_size(current_database())::float8") / 1e6;

    private static Task<double> GrainStateBytesAsync(TestCluster cluster) =>
        ClusterFigures.ReadAsync(cluster, "SELECT coalesce(sum(pg_column_size(payloadbinary)), 0)::float8 FROM orleansstorage");
}
