using System.Diagnostics;
using System.Runtime.InteropServices;
using JpegReducer.Grains.Tracing;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.Sources;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;

namespace JpegReducer.Grains.Workers.Running;

/// <summary>Stores reduced files and describes how items ended.</summary>
internal sealed class ResultStore(IBlobStore blobs)
{
    /// <summary>The result of an item whose source was not reduced.</summary>
    public static ItemResult ForRejected(LoadedSource.Rejected source) =>
        ItemResult.Failed(source.Reason, source.Detail, source.File);

    /// <summary>The result of an item that ended the isolated process that reduced it.</summary>
    public static ItemResult ForQuarantined(StoredFile source, string how) => ItemResult.Failed(
        Reasons.Quarantined, $"The image ended the process that reduced it, twice in a worker and once in isolation ({how}).", source);

    /// <summary>Stores the reduced file, if there is one, and returns the result.</summary>
    public async Task<ItemResult> StoreAsync(
        JobId job, int sequence, StoredFile source, ReductionOutcome outcome, CancellationToken cancellationToken)
    {
        ItemOutput main = outcome switch
        {
            ReductionOutcome.Reduced reduced => new ItemOutput(OutputNames.Main, ItemOutputState.Reduced)
            {
                File = await WriteAsync(job, sequence, OutputNames.Main, reduced.Bytes, source.ExpiresAt, cancellationToken),
                MediaType = reduced.Info.MediaType,
                Width = reduced.Info.Width,
                Height = reduced.Info.Height,
                Score = reduced.Score is { } score ? Math.Round(score.Value, 2) : null,
                ScoreIsMeasured = reduced.Score is { Measured: true },
            },
            ReductionOutcome.Kept kept => new ItemOutput(OutputNames.Main, ItemOutputState.Kept)
            {
                Reason = Reasons.For(kept.Reason),
                Detail = kept.Detail,
                File = source,
                MediaType = outcome.Source?.MediaType,
                Width = outcome.Source?.Width,
                Height = outcome.Source?.Height,
            },
            ReductionOutcome.Failed failed => new ItemOutput(OutputNames.Main, ItemOutputState.Failed)
            {
                Reason = Reasons.For(failed.Reason),
                Detail = failed.Detail,
            },
            _ => throw new UnreachableException(),
        };
        return ItemResult.Of([main]) with
        {
            Source = source,
            SourceType = outcome.Source?.MediaType,
            Width = outcome.Source?.Width,
            Height = outcome.Source?.Height,
            Traits = EngineMapper.ToWire(outcome.Traits),
        };
    }

    /// <summary>Writes under the source's expiry, so that a repeated attempt writes the same key.</summary>
    private async Task<StoredFile> WriteAsync(
        JobId job, int sequence, string output, ReadOnlyMemory<byte> bytes, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        BlobKey key = BlobKey.ForOutput(job, sequence, output, expiresAt);
        using MemoryStream content = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        using Activity? span = TraceSources.Workers.StartChild("store");
        BlobInfo blob = await blobs.WriteAsync(key, content, bytes.Length, cancellationToken);
        return new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt);
    }
}
