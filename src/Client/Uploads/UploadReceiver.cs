using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Uploads;

/// <summary>Streams uploads into the blob store: never is a file whole in memory.</summary>
internal sealed class UploadReceiver(IBlobStore blobs, TimeProvider time, IOptions<RetentionOptions> retention, IOptions<GatewayOptions> options)
{
    /// <summary>Stores a body. Its two hours begin now.</summary>
    /// <exception cref="BlobTooLargeException">The body has more than <see cref="GatewayOptions.MaxUploadBytes"/> bytes.</exception>
    public async Task<StoredFile> ReceiveAsync(JobId job, Stream body, CancellationToken cancellationToken)
    {
        DateTimeOffset expiresAt = time.GetUtcNow() + retention.Value.FileLifetime;
        BlobKey key = BlobKey.ForUpload(job, expiresAt);
        BlobInfo blob = await blobs.WriteAsync(key, body, options.Value.MaxUploadBytes, cancellationToken);
        return new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt);
    }

    /// <summary>Deletes the files of a request that was recorded before with other ones: the same content, uploaded again.</summary>
    /// <param name="records">Reads what was recorded.</param>
    /// <param name="job">The job.</param>
    /// <param name="firstSequence">The sequence number of the first of the items.</param>
    /// <param name="items">The items as this request brought them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task DiscardUnrecordedAsync(IRecordsGrain records, JobId job, int firstSequence, NewItem[] items, CancellationToken cancellationToken)
    {
        if (!items.Any(item => item.Source is ItemSource.Uploaded)) return;

        ItemRecord[] recorded = await GrainCalls.RetryAsync(() => records.GetItemsAsync(job, firstSequence - 1, items.Length), cancellationToken);
        foreach ((ItemRecord known, NewItem item) in recorded.Zip(items))
        {
            // The call that recorded the items may have been one of this request, whose answer was lost.
            if (item.Source is ItemSource.Uploaded(var file) && known.Item.Source != item.Source) await DiscardAsync(file);
        }
    }

    /// <summary>Deletes a file that nobody will ask for.</summary>
    public Task DiscardAsync(StoredFile file) => blobs.DeleteAsync(file.Key, CancellationToken.None);
}
