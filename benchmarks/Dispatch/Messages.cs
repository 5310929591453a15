using System.Diagnostics;
using System.Net;
using JpegReducer.Benchmarks.Load;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>
/// The message rate of the dispatcher's grain: a silo that hosts only the dispatcher, and callers that reach it over a connection, as other
/// machines do. Both sides share this machine's processors: calls per second are a lower bound, and processor time covers both.
/// </summary>
internal static class Messages
{
    private const int Jobs = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Report report)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("jpegreducer-dispatch-");
        await using (EmbeddedStorage storage =
            await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder.FullName }, CancellationToken.None))
        {
            using IHost silo = Host.CreateDefaultBuilder()
                .ConfigureLogging(logging => logging.ClearProviders())
                .UseOrleans(orleans => orleans.UseLocalhostClustering(siloPort: 21_111, gatewayPort: 21_112))
                .ConfigureServices(
                    services => services.AddSingleton(storage.Ledger).AddSingleton<DispatchInstruments>().AddSingleton(TimeProvider.System))
                .Build();
            using IHost client = Host.CreateDefaultBuilder()
                .ConfigureLogging(logging => logging.ClearProviders())
                .UseOrleansClient(orleans => orleans
                    .UseLocalhostClustering(gatewayPort: 21_112)
                    .Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = 2))
                .Build();
            await silo.StartAsync();
            await client.StartAsync();

            IDispatchGrain dispatch = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IDispatchGrain>(GrainKeys.Dispatch);
            JobBacklog[] backlogs = [.. Enumerable.Range(0, Jobs).Select(_ =>
                new JobBacklog(new JobId(Guid.NewGuid()), new AccountId(Guid.NewGuid()), JobPriority.Bulk, 1_000_000_000, IsClosed: false))];
            report.Table(
                "Messages to the dispatcher's grain over a connection, from callers on the same machine", "message", "callers", "calls/s",
                "CPU µs/call, both sides");
            foreach (int callers in new[] { 1, 16, 256 })
            {
                await MeasureAsync(report, "announcement", callers, (_, call) => dispatch.AnnounceAsync(backlogs[call % Jobs]));
                await MeasureAsync(report, "pull of two, four held", callers, (caller, call) => dispatch.PullAsync(new WorkerPull(
                    new WorkerId(SiloAddress.New(IPAddress.Loopback, 1, caller)), JobPriority.Bulk, Capacity: 2,
                    [.. Enumerable.Range(call, 4)
                        .Select(job => new HeldWork(backlogs[job % Jobs].Job, backlogs[job % Jobs].Account, 1))])));
            }

            await client.StopAsync();
            await silo.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    private static async Task MeasureAsync(Report report, string message, int callers, Func<int, int, Task> call)
    {
        await CallAsync(WarmUp);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long startedAt = Stopwatch.GetTimestamp();
        long calls = await CallAsync(Measured);
        report.Row(
            message, callers, calls / Stopwatch.GetElapsedTime(startedAt).TotalSeconds,
            (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / calls);

        async Task<long> CallAsync(TimeSpan span)
        {
            long end = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
            long[] counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                int count = 0;
                while (Stopwatch.GetTimestamp() < end) await call(caller, count++);
                return (long)count;
            })));
            return counts.Sum();
        }
    }
}
