using System.Diagnostics;
using System.Runtime.InteropServices;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using EngineMode = JpegReducer.Imaging.Reduction.ReductionMode;

namespace JpegReducer.Grains.Workers;

/// <summary>Takes one item from its source to its result: load, reduce on a lane, store.</summary>
internal sealed partial class ItemPipeline(
    SourceLoader loader, ReductionLanes lanes, Reducer reducer, IBlobStore blobs, WorkerInstruments instruments, IOptions<WorkerOptions> options,
    ILogger<ItemPipeline> logger)
{
    /// <summary>Works on an item. Whatever is wrong with the image is a result; what is wrong with the machine is an exception.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the item any more, or the node is stopping.</exception>
    public async Task<ItemResult> RunAsync(HeldItem held, WorkItem item, ReductionSettings settings, CancellationToken stoppingToken)
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
            (ReductionOutcome outcome, TimeSpan engine) = await lanes.RunAsync(held.Priority, () => Reduce(loaded.Bytes, settings, held.Abandoned));
            ItemResult result = await StoreAsync(held.Job, item.Sequence, loaded.File, outcome, held.Abandoned);
            return result with { EngineMilliseconds = engine.TotalMilliseconds };
        }
    }

    private ReductionOptions OptionsFor(ReductionSettings settings) => new()
    {
        Mode = settings.Mode switch
        {
            Interfaces.Jobs.ReductionMode.Glossy => EngineMode.Glossy,
            Interfaces.Jobs.ReductionMode.Lossless => EngineMode.Lossless,
            _ => EngineMode.Lossy,
        },
        Quality = settings.Quality,
        Effort = options.Value.Effort,
        Metadata = settings.KeepMetadata ? MetadataPolicy.Keep : MetadataPolicy.Strip,
    };

    private (ReductionOutcome Outcome, TimeSpan Engine) Reduce(ReadOnlyMemory<byte> source, ReductionSettings settings, CancellationToken abandoned)
    {
        instruments.Began();
        long began = Stopwatch.GetTimestamp();
        ReductionOutcome outcome = new ReductionOutcome.Failed(FailureReason.EngineFault, "The reduction was given up.");
        try
        {
            outcome = reducer.Reduce(source, OptionsFor(settings), abandoned);
        }
        finally
        {
            instruments.Ended(Stopwatch.GetElapsedTime(began), outcome.Source?.Format.ToString() ?? "none", outcome.GetType().Name);
        }

        if (outcome is ReductionOutcome.Failed { Reason: FailureReason.EngineFault } fault) LogEngineFault(fault.Detail);
        return (outcome, Stopwatch.GetElapsedTime(began));
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
                Output = source,
                OutputType = outcome.Source?.MediaType,
            },
            ReductionOutcome.Failed failed => new ItemResult(ItemState.Failed) { Reason = Reasons.For(failed.Reason), Detail = failed.Detail },
            _ => throw new UnreachableException(),
        };
        return result with { Source = source, SourceType = outcome.Source?.MediaType, Width = outcome.Source?.Width, Height = outcome.Source?.Height };
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

    [LoggerMessage(LogLevel.Error, "The engine failed on an image: {Why}")]
    private partial void LogEngineFault(string why);
}
