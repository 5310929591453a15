using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Benchmarks.Load;

/// <summary>What each item of a job costs as jobs grow. Constant is the goal: then only the number of images decides.</summary>
internal static class Growth
{
    private const int BatchSize = 500;
    private static readonly (string Name, string Label)[] Counters =
    [
        ("jpegreducer_ledger_operations_total", ""),
        ("jpegreducer_ledger_transactions_total", ""),
        ("jpegreducer_blob_operations_total", "operation=\"write\""),
        ("jpegreducer_blob_operations_total", "operation=\"read\""),
    ];

    public static async Task RunAsync(Report report, int max)
    {
        byte[] image = TinyImages.Photo(1_000);
        report.Table(
            $"Growth: jobs of images of {image.Length:N0} bytes",
            "items", "seconds", "items/s", "CPU ms/item", "resident MB after", "peak MB", "data bytes/item", "ledger operations/item",
            "transactions/item", "blob writes/item", "blob reads/item");
        for (int items = 1_000; items <= max; items *= 10) await RunJobAsync(report, image, items);
    }

    private static async Task RunJobAsync(Report report, byte[] image, int items)
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        await client.OptimizeAsync(image); // warm

        ProcessFigures before = ProcessFigures.Of(node.ProcessId);
        double[] counted = await CountAsync(client);
        long began = Stopwatch.GetTimestamp();
        string job = await client.OpenJobAsync(ReductionMode.Lossy);
        for (int sent = 0; sent < items; sent += BatchSize)
        {
            await client.UploadAsync(job, Enumerable.Range(sent, Math.Min(BatchSize, items - sent)).Select(index => ($"{index}.jpg", image)));
        }

        JobView end = await client.FinishAsync(job);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (end.Counts.Total != items || end.Counts.Pending > 0) throw new InvalidOperationException($"The job ended with {end.Counts}.");

        ProcessFigures after = ProcessFigures.Of(node.ProcessId);
        double[] each = [.. (await CountAsync(client)).Zip(counted, (now, then) => (now - then) / items)];
        double databaseBytes = Directory.EnumerateFiles(data.Path, "*.db*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        report.Row(
            items, seconds, items / seconds, (after.Cpu - before.Cpu).TotalMilliseconds / items,
            after.ResidentBytes / 1e6, after.PeakResidentBytes / 1e6, databaseBytes / items, each[0], each[1], each[2], each[3]);
    }
    private static Task<double[]> CountAsync(NodeClient client) =>
        Task.WhenAll(Counters.Select(counter => client.MetricAsync(counter.Name, counter.Label)));
}
