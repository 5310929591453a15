using System.Diagnostics;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Sources;

/// <summary>
/// Loads sources into memory: first the header, which decides whether the file can be reduced and how much memory to reserve.
/// </summary>
internal sealed class SourceLoader(
    IBlobStore blobs,
    SourceFetcher fetcher,
    MemoryBudget memory,
    ReductionLimits limits,
    IOptions<RetentionOptions> retention,
    IOptions<WorkerOptions> worker,
    TimeProvider time)
{
    private const int HeadBytes = 256 << 10;

    /// <summary>Loads the source of an item.</summary>
    /// <param name="job">The item's job.</param>
    /// <param name="item">The item.</param>
    /// <param name="settings">How the image is to be reduced: decides how much memory is reserved.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    public async Task<LoadedSource> LoadAsync(JobId job, WorkItem item, ReductionSettings settings, CancellationToken cancellationToken)
    {
        switch (item.Source)
        {
            case ItemSource.Uploaded(var file):
                return file.ExpiresAt <= time.GetUtcNow() ? Missing(file) : await ReadAsync(file, settings, cancellationToken);

            case ItemSource.Remote(var address):
                DateTimeOffset expiresAt = time.GetUtcNow() + retention.Value.FileLifetime;
                BlobKey key = BlobKey.ForSource(job, item.Sequence, expiresAt);
                return await fetcher.FetchAsync(address, key, limits.MaxSourceBytes, cancellationToken) switch
                {
                    FetchOutcome.Fetched(var blob) =>
                        await ReadAsync(new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt), settings, cancellationToken),
                    FetchOutcome.Failed(var reason, var detail) => new LoadedSource.Rejected(null, reason, detail),
                    _ => throw new UnreachableException(),
                };

            default:
                throw new UnreachableException();
        }
    }

    private static LoadedSource.Rejected Missing(StoredFile file) =>
        new(file, Reasons.SourceMissing, "The file expired before it was reduced.");

    private async Task<LoadedSource> ReadAsync(StoredFile file, ReductionSettings settings, CancellationToken cancellationToken)
    {
        await using Stream? content = await blobs.OpenReadAsync(file.Key, cancellationToken);
        if (content is null) return Missing(file);
        if (file.Bytes > limits.MaxSourceBytes)
        {
            return new LoadedSource.Rejected(file, Reasons.TooManyBytes, $"The image has more than {limits.MaxSourceBytes} bytes.");
        }

        byte[] head = new byte[Math.Min(HeadBytes, file.Bytes)];
        await content.ReadExactlyAsync(head, cancellationToken);
        ImageHeader header = ImageHeader.Read(head);
        bool mayBeLonger = header.Failure is { Reason: FailureReason.Truncated } && head.Length < file.Bytes;
        if (header.Failure is { } failure && !mayBeLonger)
            return new LoadedSource.Rejected(file, Reasons.For(failure.Reason), failure.Detail);

        long engine = header.Info is { } info ? WorkingMemory.Needed(info, EngineMapper.ToOptions(settings, worker.Value.Effort)) : 0;
        long needed = ((1 + settings.OutputsPerItem) * file.Bytes) + engine; // no output is larger than the source
        IDisposable reservation = await memory.ReserveAsync(needed);
        try
        {
            byte[] bytes = head;
            if (head.Length < file.Bytes)
            {
                bytes = GC.AllocateUninitializedArray<byte>((int)file.Bytes);
                head.CopyTo(bytes, 0);
                await content.ReadExactlyAsync(bytes.AsMemory(head.Length), cancellationToken);
            }

            return new LoadedSource.Loaded(file, bytes, header, needed, reservation);
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }
}
