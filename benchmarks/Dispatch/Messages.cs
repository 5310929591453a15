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
/// What the dispatcher's grain can take: a silo with nothing but it, and callers that reach it as other machines do, through a connection of
/// their own. All share this machine's processors, so that calls per second are a lower bound; the processor time is of both sides.
/// </summary>
internal static class Messages
{
    private const int Jobs = 100;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Report report)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("jpegreducer-dispatch-");
        await using (EmbeddedStorage storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder.FullName }, CancellationToken.None))
        {
            using IHost silo = Host.CreateDefaultBuilder()
                .ConfigureLogging(logging => logging.ClearProviders())
                .UseOrleans(orleans => orleans.UseLocalhostClustering(siloPort: 21_111, gatewayPort: 21_112))
                .ConfigureServices(services => services.AddSingleton(storage.Ledger).AddSingleton<DispatchInstruments>().AddSingleton(TimeProvider.System))
                .Build();
            using IHost client = Host.CreateDefaultBuilder()
                .ConfigureLogging(logging => logging.ClearProviders())
                .UseOrleansClient(orleans => orleans.UseLocalhostClustering(gatewayPort: 21_112).Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = 2))
                .Build();
            await silo.StartAsync();
            await client.StartAsync();

            IDispatchGrain dispatch = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IDispatchGrain>(GrainKeys.Dispatch);
            JobBacklog[] tickets = [.. Enumerable.Range(0, Jobs).Select(_ => new JobBacklog(new JobId(Guid.NewGuid()), new AccountId(Guid.NewGuid()), JobPriority.Bulk, 1_000_000_000, IsClosed: false))];
            report.Table("Messages to the dispatcher's grain over a connection, from callers on the same machine", "message", "callers", "calls/s", "CPU µs/call, both sides");
            foreach (int callers in new[] { 1, 16, 256 })
            {
                await MeasureAsync(report, "announcement", callers, (_, call) => dispatch.AnnounceAsync(tickets[call % Jobs]));
                await MeasureAsync(report, "pull of two, four held", callers, (caller, call) => dispatch.PullAsync(new WorkerPull(
                    new WorkerId(SiloAddress.New(IPAddress.Loopback, 1, caller)), Free: 2, FreeForInteractive: 0,
                    [.. Enumerable.Range(call, 4).Select(job => new HeldWork(tickets[job % Jobs].Job, tickets[job % Jobs].Account, 1))])));
            }

            await client.StopAsync();
            await silo.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    private static async Task MeasureAsync(Report report, string message, int callers, Func<int, int, Task> call)
    {
        await CallAsync(Warm);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        long calls = await CallAsync(Counted);
        report.Row(message, callers, calls / Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / calls);

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
