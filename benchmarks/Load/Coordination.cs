using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Benchmarks.Load;

/// <summary>
/// Images per second through gateway, grains, ledger and blobs against the bare engine in a loop, on the same files and as many
/// threads: pair by pair, so that a machine whose speed drifts does not decide. The clock of the node's side runs from the
/// first byte of the upload to the job's end.
/// </summary>
internal static class Coordination
{
    private const int Pairs = 9;
    private static readonly TimeSpan WorthMeasuring = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Report report, string folder)
    {
        (string Name, byte[] Bytes)[] files =
            [.. Directory.EnumerateFiles(folder).Order().Where(IsImage).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
        report.Table(
            $"Coordination: {files.Length} files of {files.Sum(file => file.Bytes.LongLength) / 1e6:0.0} MB ({Path.GetFileName(folder)}), lossy",
            "pair", "images", "bare images/s", "node images/s", "ratio", "bare CPU s", "node CPU s", "CPU ratio");

        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        int rounds = Math.Max(1, (int)Math.Ceiling(WorthMeasuring / Bare(files, 1).Wall)); // warm
        await ThroughNodeAsync(client, node, files, rounds);

        List<double> ratios = [];
        for (int pair = 1; pair <= Pairs; pair++)
        {
            (TimeSpan bareWall, TimeSpan bareCpu) = Bare(files, rounds);
            (TimeSpan nodeWall, TimeSpan nodeCpu) = await ThroughNodeAsync(client, node, files, rounds);
            int images = files.Length * rounds;
            ratios.Add(bareWall / nodeWall);
            report.Row(
                pair, images, images / bareWall.TotalSeconds, images / nodeWall.TotalSeconds, bareWall / nodeWall, bareCpu.TotalSeconds,
                nodeCpu.TotalSeconds, nodeCpu / bareCpu);
        }

        report.Row("median", "", "", "", ratios.Order().ElementAt(Pairs / 2), "", "", "");
    }

    private static bool IsImage(string file) => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".gif" or ".webp";

    private static (TimeSpan Wall, TimeSpan Cpu) Bare((string Name, byte[] Bytes)[] files, int rounds)
    {
        Reducer reducer = new(new ReductionLimits());
        ReductionOptions options = new();
        int next = -1, all = files.Length * rounds;
        TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return (Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpuBefore);

        void Work()
        {
            for (int index = Interlocked.Increment(ref next); index < all; index = Interlocked.Increment(ref next))
            {
                reducer.Reduce(files[index % files.Length].Bytes, options, CancellationToken.None);
            }
        }
    }

    private static async Task<(TimeSpan Wall, TimeSpan Cpu)> ThroughNodeAsync(
        NodeClient client, NodeProcess node, (string Name, byte[] Bytes)[] files, int rounds)
    {
        TimeSpan cpuBefore = ProcessFigures.Of(node.ProcessId).Cpu;
        long began = Stopwatch.GetTimestamp();
        string job = await client.OpenJobAsync(ApiContracts.ReductionMode.Lossy);
        for (int round = 0; round < rounds; round++) await client.UploadAsync(job, files);
        JobView end = await client.FinishAsync(job);
        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        if (end.Counts.Total != files.Length * rounds || end.Counts.Failed > 0)
            throw new InvalidOperationException($"The job ended with {end.Counts}.");
        return (wall, ProcessFigures.Of(node.ProcessId).Cpu - cpuBefore);
    }
}
