using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers;

/// <summary>Brings an item's source into memory, once its header has shown that it is worth it and there is room.</summary>
internal sealed class SourceLoader(
    IBlobStore blobs, SourceFetcher fetcher, MemoryGate memory, ReductionLimits limits, IOptions<RetentionOptions> retention, IOptions<WorkerOptions> worker, TimeProvider time)
{
    private const int HeadBytes = 256 << 10;

    /// <summary>Loads the source of an item.</summary>
    public async Task<LoadedSource> LoadAsync(JobId job, WorkItem item, CancellationToken cancellationToken)
    {
        switch (item.Source)
        {
            case ItemSource.Uploaded(var file):
                return file.ExpiresAt <= time.GetUtcNow() ? Missing(file) : await ReadAsync(file, cancellationToken);

            case ItemSource.Remote(var address):
                DateTimeOffset expiresAt = time.GetUtcNow() + retention.Value.FileLifetime;
                BlobKey key = BlobKey.ForItem(job, item.Sequence, BlobKind.Source, expiresAt);
                return await fetcher.FetchAsync(address, key, limits.MaxSourceBytes, cancellationToken) switch
                {
                    FetchOutcome.Fetched(var blob) => await ReadAsync(new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt), cancellationToken),
                    FetchOutcome.Failed(var reason, var detail) => new LoadedSource.Refused(null, reason, detail),
                    _ => throw new InvalidOperationException(),
                };

            default:
                throw new InvalidOperationException($"A source of the kind {item.Source.GetType().Name} is not known.");
        }
    }

    private static LoadedSource.Refused Missing(StoredFile file) =>
        new(file, Reasons.SourceMissing, "The file's time was over before its turn came.");

    private async Task<LoadedSource> ReadAsync(StoredFile file, CancellationToken cancellationToken)
    {
        await using Stream? content = await blobs.OpenReadAsync(file.Key, cancellationToken);
        if (content is null) return Missing(file);
        if (file.Bytes > limits.MaxSourceBytes)
        {
            return new LoadedSource.Refused(file, Reasons.TooManyBytes, $"The image has more than {limits.MaxSourceBytes} bytes.");
        }

        byte[] head = new byte[Math.Min(HeadBytes, file.Bytes)];
        await content.ReadExactlyAsync(head, cancellationToken);
        bool isImage = ImageHeader.TryIdentify(head, out ImageInfo info, out ReductionOutcome.Failed? failure);
        bool mayYetBe = failure is { Reason: FailureReason.Truncated } && head.Length < file.Bytes;
        if (!isImage && !mayYetBe) return new LoadedSource.Refused(file, Reasons.For(failure!.Reason), failure.Detail);

        long needed = (2 * file.Bytes) + WorkingMemory.Needed(info, worker.Value.Effort);
        IDisposable room = await memory.EnterAsync(needed);
        try
        {
            byte[] bytes = head;
            if (head.Length < file.Bytes)
            {
                bytes = GC.AllocateUninitializedArray<byte>((int)file.Bytes);
                head.CopyTo(bytes, 0);
                await content.ReadExactlyAsync(bytes.AsMemory(head.Length), cancellationToken);
            }

            return new LoadedSource.Loaded(file, bytes, needed, room);
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }
}

/// <summary>What loading a source came to.</summary>
internal abstract record LoadedSource
{
    private LoadedSource()
    {
    }

    /// <summary>The source is in memory.</summary>
    /// <param name="File">Where it is stored.</param>
    /// <param name="Bytes">All of it.</param>
    /// <param name="Memory">The bytes of memory that its reduction needs, itself and the result included.</param>
    /// <param name="Room">The memory it was given; dispose of it when done.</param>
    public sealed record Loaded(StoredFile File, ReadOnlyMemory<byte> Bytes, long Memory, IDisposable Room) : LoadedSource;

    /// <summary>It could not be had, or is nothing that can be reduced.</summary>
    public sealed record Refused(StoredFile? File, string Reason, string Detail) : LoadedSource;
}
