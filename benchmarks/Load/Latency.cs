using System.Diagnostics;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Benchmarks.Load;

/// <summary>The latency of one interactive image beyond the engine's time: upload, acceptance, dispatch, result, response.</summary>
internal static class Latency
{
    /// <summary>A method is compiled for good after some hundred calls, and the machine is busy with that meanwhile.</summary>
    private const int Warm = 2_000;
    private const int Counted = 1_000;

    public static async Task RunAsync(Report report)
    {
        byte[] image = TinyImages.Photo(10_000);
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using NodeClient client = new(node.CreateClient());
        for (int i = 0; i < Warm; i++) await client.OptimizeAsync(image);

        double[] over = new double[Counted];
        double[] engine = new double[Counted];
        for (int i = 0; i < Counted; i++)
        {
            long began = Stopwatch.GetTimestamp();
            engine[i] = await client.OptimizeAsync(image);
            over[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds - engine[i];
        }

        Array.Sort(over);
        Array.Sort(engine);
        report.Table(
            $"Latency of POST /v1/optimize, {image.Length:N0} bytes, idle node, {Counted:N0} requests one after another", "milliseconds",
            "p50", "p90", "p99", "max");
        report.Row("over the engine's own time", At(over, 0.5), At(over, 0.9), At(over, 0.99), over[^1]);
        report.Row("the engine's own time", At(engine, 0.5), At(engine, 0.9), At(engine, 0.99), engine[^1]);
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
