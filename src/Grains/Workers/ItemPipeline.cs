using System.Diagnostics;
using System.Runtime.InteropServices;
using JpegReducer.Grains.Workers.Faults;
using JpegReducer.Grains.Workers.Isolation;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers;

/// <summary>Takes one item from its source to its result: load, reduce on a lane, store.</summary>
internal sealed partial class ItemPipeline(
    SourceLoader loader, ReductionThreads lanes, Reducer reducer, IsolatedReducer isolated, IBlobStore blobs, WorkerInstruments instruments,
    IOptions<WorkerOptions> options, IOptions<FaultOptions> faults, ILogger<ItemPipeline> logger)
{
    /// <summary>Works on an item. Whatever is wrong with the image is a result; what is wrong with the machine is an exception.</summary>
    /// <param name="held">The item in hand.</param>
    /// <param name="item">What it is.</param>
    /// <param name="settings">How it is to be reduced.</param>
    /// <param name="noted">Awaited before the reduction begins: should this process die of it, the journal knows.</param>
    /// <param name="stoppingToken">The node is stopping: what has not begun is left.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the item any more, or the node is stopping.</exception>
    public async Task<ItemResult> RunAsync(InFlightItem held, WorkItem item, ReductionSettings settings, Task noted, CancellationToken stoppingToken)
    {
        using Activity? activity = WorkerInstruments.Activities.StartActivity("reduce item");
        activity?.SetTag("jpegreducer.job", held.Job.ToString()).SetTag("jpegreducer.item", item.Sequence);

        LoadedSource source;
        using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(held.Abandoned, stoppingToken))
        {
            source = await loader.LoadAsync(held.Job, item, either.Token);
        }

        if (source is LoadedSource.Refused refused)
        {
            return new ItemResult(ItemState.Failed) { Source = refused.File, Reason = refused.Reason, Detail = refused.Detail };
        }

        LoadedSource.Loaded loaded = (LoadedSource.Loaded)source;
        using (loaded.Room)
        {
            await noted;
            long loadedAt = Stopwatch.GetTimestamp();
            (Attempt attempt, TimeSpan engine) = await lanes.RunAsync(held.Priority, () =>
            {
                held.WaitedForSlot = Stopwatch.GetElapsedTime(loadedAt);
                return Reduce(loaded, item.Isolated, settings, held.Abandoned);
            });
            ItemResult result = attempt switch
            {
                Attempt.Ended(var outcome) => await StoreAsync(held.Job, item.Sequence, loaded.File, outcome, held.Abandoned),
                Attempt.Died(var how) => Quarantined(held, loaded.File, how),
                _ => throw new UnreachableException(),
            };
            return result with { EngineMilliseconds = engine.TotalMilliseconds };
        }
    }

    private (Attempt Attempt, TimeSpan Engine) Reduce(LoadedSource.Loaded source, bool isIsolated, ReductionSettings settings, CancellationToken abandoned)
    {
        instruments.Began();
        long began = Stopwatch.GetTimestamp();
        Attempt attempt = new Attempt.Died("given up");
        try
        {
            PoisonImage.Fail(source.Bytes.Span, faults.Value.FailOn);
            ReductionOptions how = EngineOptions.Of(settings, options.Value.Effort);
            attempt = isIsolated ? isolated.Reduce(source.Bytes, how, source.Memory, abandoned) : ReduceHere(source.Bytes, how, abandoned);
        }
        finally
        {
            ReductionOutcome? outcome = (attempt as Attempt.Ended)?.Outcome;
            instruments.Ended(Stopwatch.GetElapsedTime(began), outcome?.Source?.Format.ToString() ?? "none", outcome?.GetType().Name ?? "Failed");
        }

        if (attempt is Attempt.Ended(ReductionOutcome.Failed { Reason: FailureReason.EngineFault } fault)) LogEngineFault(fault.Detail);
        return (attempt, Stopwatch.GetElapsedTime(began));
    }

    private Attempt.Ended ReduceHere(ReadOnlyMemory<byte> source, ReductionOptions how, CancellationToken abandoned)
    {
        PoisonImage.Swallow(source.Span, faults.Value.CrashOn);
        PoisonImage.Swallow(source.Span, faults.Value.CrashInWorkerOn);
        return new Attempt.Ended(reducer.Reduce(source, how, abandoned));
    }

    private ItemResult Quarantined(InFlightItem held, StoredFile source, string how)
    {
        LogQuarantined(held.Job.ToString(), held.Sequence, how);
        return new ItemResult(ItemState.Failed)
        {
            Source = source,
            Reason = Reasons.Quarantined,
            Detail = $"The image ended the process that reduced it, twice in a worker and once in isolation ({how}).",
        };
    }

    private async Task<ItemResult> StoreAsync(JobId job, int sequence, StoredFile source, ReductionOutcome outcome, CancellationToken cancellationToken)
    {
        ItemResult result = outcome switch
        {
            ReductionOutcome.Reduced reduced => new ItemResult(ItemState.Reduced)
            {
                Output = await WriteAsync(job, sequence, reduced.Bytes, source.ExpiresAt, cancellationToken),
                OutputType = reduced.Info.MediaType,
                Score = reduced.Score?.Value,
                ScoreIsMeasured = reduced.Score is { Measured: true },
            },
            ReductionOutcome.Kept kept => new ItemResult(ItemState.Kept)
            {
                Reason = Reasons.For(kept.Reason),
                Detail = kept.Detail,
                Output = source,
                OutputType = outcome.Source?.MediaType,
            },
            ReductionOutcome.Failed failed => new ItemResult(ItemState.Failed) { Reason = Reasons.For(failed.Reason), Detail = failed.Detail },
            _ => throw new UnreachableException(),
        };
        return result with
        {
            Source = source,
            SourceType = outcome.Source?.MediaType,
            Width = outcome.Source?.Width,
            Height = outcome.Source?.Height,
            Traits = EngineOptions.Traits(outcome.Traits),
        };
    }

    /// <summary>The result lies under the source's expiry: a repeat of the item, whenever it comes, finds the same key.</summary>
    private async Task<StoredFile> WriteAsync(JobId job, int sequence, ReadOnlyMemory<byte> bytes, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        BlobKey key = BlobKey.ForItem(job, sequence, BlobKind.Result, expiresAt);
        using MemoryStream content = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        BlobInfo blob = await blobs.WriteAsync(key, content, bytes.Length, cancellationToken);
        return new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt);
    }

    [LoggerMessage(LogLevel.Error, "Item {Sequence} of {Job} ended the isolated process that reduced it ({How}), and is given up")]
    private partial void LogQuarantined(string job, int sequence, string how);

    [LoggerMessage(LogLevel.Error, "The engine failed on an image: {Why}")]
    private partial void LogEngineFault(string why);
}
