using System.Diagnostics;
using JpegReducer.Grains.Tracing;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Reporting;
using JpegReducer.Grains.Workers.Sources;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Running;

/// <summary>
/// One attempt at one item: load, reduce, store, report. Whatever is wrong with the image is a result; an attempt that ends without a
/// result is released or reported as failed, and the job decides about the next one.
/// </summary>
internal sealed partial class ItemRunner(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    InFlightItems inFlight,
    JournalWriter journal,
    SourceLoader loader,
    EngineExecutor engine,
    ResultStore results,
    ResultReporter reporter,
    FailureReporter failures,
    OutagePause outage,
    PrefetchPolicy prefetch,
    WorkerInstruments instruments,
    TimeProvider time,
    ILogger<ItemRunner> logger)
{
    private WorkerId Worker => new(silo.SiloAddress);

    /// <summary>Runs an item that was added to <see cref="InFlightItems"/>, and removes it from there. Never throws.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="item">The item as it was leased.</param>
    /// <param name="settings">How the image is to be reduced.</param>
    /// <param name="stoppingToken">The node is stopping: an item that has not started is released.</param>
    public async Task RunAsync(InFlightItem attempt, WorkItem item, ReductionSettings settings, CancellationToken stoppingToken)
    {
        long startedAt = time.GetTimestamp();
        using Activity? span = ItemSpans.StartAttempt(attempt.Job, item);
        try
        {
            await Task.Yield(); // the caller leases the next item while this one loads
            Task recorded = journal.RecordAsync(Worker, inFlight);
            ItemResult result = await ReduceAsync(attempt, item, settings, recorded, stoppingToken);
            using (TraceSources.Workers.StartChild("commit")) await reporter.ReportAsync(
                Worker, attempt.Job, attempt.Priority, new ItemReport(item.Sequence, result), stoppingToken);
            outage.ReportSuccess();
            TimeSpan engineTime = TimeSpan.FromMilliseconds(result.Timings.EngineMs);
            prefetch.Observe(engineTime, outsideSlot: time.GetElapsedTime(startedAt) - engineTime - attempt.WaitedForSlot);
        }
        catch (OperationCanceledException) when (attempt.Abandoned.IsCancellationRequested || stoppingToken.IsCancellationRequested)
        {
            await ReleaseAsync(attempt);
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            await failures.ReportAsync(Worker, attempt, item, exception, stoppingToken);
        }
        finally
        {
            inFlight.Remove(attempt);
        }
    }

    private async Task<ItemResult> ReduceAsync(
        InFlightItem attempt, WorkItem item, ReductionSettings settings, Task recorded, CancellationToken stoppingToken)
    {
        LoadedSource source;
        using (TraceSources.Workers.StartChild("load"))
        using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(attempt.Abandoned, stoppingToken))
        {
            source = await loader.LoadAsync(attempt.Job, item, settings, either.Token);
        }

        if (source is LoadedSource.Rejected rejected) return ResultStore.ForRejected(rejected);

        LoadedSource.Loaded loaded = (LoadedSource.Loaded)source;
        using (loaded.Reservation)
        {
            await recorded; // before the reduction: if this process dies of it, the journal lists the item
            (ReductionAttempt reduction, TimeSpan engineTime) = await engine.RunAsync(attempt, loaded, item.Isolated, settings);
            ItemResult result = reduction switch
            {
                ReductionAttempt.Completed(var outcome) =>
                    await results.StoreAsync(attempt.Job, item.Sequence, loaded.File, outcome, attempt.Abandoned),
                ReductionAttempt.ProcessDied(var how) => Quarantine(attempt, loaded, how),
                _ => throw new UnreachableException(),
            };
            return result with { Timings = new ItemTimings(Math.Round(engineTime.TotalMilliseconds, 2)) };
        }
    }

    private ItemResult Quarantine(InFlightItem attempt, LoadedSource.Loaded source, string how)
    {
        LogQuarantined(attempt.Sequence, attempt.Job.ToString(), how);
        return ResultStore.ForQuarantined(source.File, how);
    }

    private async Task ReleaseAsync(InFlightItem attempt)
    {
        instruments.ItemReleased();
        try
        {
            if (!attempt.Abandoned.IsCancellationRequested)
                await grains.GetGrain<IJobWork>(attempt.Job.Value).ReleaseAsync(Worker, [attempt.Sequence]);
        }
        catch (Exception exception)
        {
            LogReleaseFailed(attempt.Sequence, attempt.Job.ToString(), exception.Message); // not renewed any more, the lease expires
        }
    }
}
