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

    /// <summary>Stores the files of all outputs and returns the result.</summary>
    public async Task<ItemResult> StoreAsync(
        JobId job, int sequence, StoredFile source, ReductionOutcome outcome, CancellationToken cancellationToken)
    {
        List<ItemOutput> outputs = [await StoreMainAsync(job, sequence, source, outcome, cancellationToken)];
        foreach (OutputOutcome other in outcome.Others) outputs.Add(await StoreOtherAsync(job, sequence, source, other, cancellationToken));
        return ItemResult.Of([.. outputs]) with
        {
            Source = source,
            SourceType = outcome.Source?.MediaType,
            Width = outcome.Source?.Width,
            Height = outcome.Source?.Height,
            Traits = EngineMapper.ToWire(outcome.Traits),
        };
    }

    private async Task<ItemOutput> StoreMainAsync(
        JobId job, int sequence, StoredFile source, ReductionOutcome outcome, CancellationToken cancellationToken) => outcome switch
        {
            ReductionOutcome.Reduced reduced =>
                await WriteAsync(job, sequence, OutputNames.Main, reduced.Bytes, reduced.Info, reduced.Score, source, cancellationToken),
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

    private async Task<ItemOutput> StoreOtherAsync(
        JobId job, int sequence, StoredFile source, OutputOutcome outcome, CancellationToken cancellationToken) => outcome switch
        {
            OutputOutcome.Reduced reduced =>
                await WriteAsync(job, sequence, outcome.Name, reduced.Bytes, reduced.Info, reduced.Score, source, cancellationToken),
            OutputOutcome.Skipped skipped => new ItemOutput(outcome.Name, ItemOutputState.Skipped)
            {
                Reason = Reasons.For(skipped.Reason),
                Detail = skipped.Detail,
            },
            OutputOutcome.Failed failed => new ItemOutput(outcome.Name, ItemOutputState.Failed)
            {
                Reason = Reasons.For(failed.Reason),
                Detail = failed.Detail,
            },
            _ => throw new UnreachableException(),
        };

    /// <summary>Writes under the source's expiry, so that a repeated attempt writes the same key.</summary>
    private async Task<ItemOutput> WriteAsync(
        JobId job,
        int sequence,
        string output,
        ReadOnlyMemory<byte> bytes,
        ImageInfo info,
        FidelityScore? score,
        StoredFile source,
        CancellationToken cancellationToken)
    {
        BlobKey key = BlobKey.ForOutput(job, sequence, output, source.ExpiresAt);
        using MemoryStream content = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        using Activity? span = TraceSources.Workers.StartChild("store");
        BlobInfo blob = await blobs.WriteAsync(key, content, bytes.Length, cancellationToken);
        return new ItemOutput(output, ItemOutputState.Reduced)
        {
            File = new StoredFile(key, blob.Bytes, blob.Sha256, source.ExpiresAt),
            MediaType = info.MediaType,
            Width = info.Width,
            Height = info.Height,
            Score = score is { } known ? Math.Round(known.Value, 2) : null,
            ScoreIsMeasured = score is { Measured: true },
        };
    }
}
