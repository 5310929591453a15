using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Jobs;

/// <summary>Streams uploads into the blob store; no file is ever whole in memory.</summary>
internal sealed class UploadReceiver(
    IGrainFactory grains, IBlobStore blobs, TimeProvider time, IOptions<RetentionOptions> retention, IOptions<GatewayOptions> options)
{
    /// <summary>Stores a file, whose lifetime begins now.</summary>
    /// <exception cref="BlobTooLargeException">The file has more than <see cref="GatewayOptions.MaxUploadBytes"/> bytes.</exception>
    public async Task<StoredFile> ReceiveAsync(JobId job, Stream content, CancellationToken cancellationToken)
    {
        DateTimeOffset expiresAt = time.GetUtcNow() + retention.Value.FileLifetime;
        BlobKey key = BlobKey.ForUpload(job, expiresAt);
        BlobInfo blob = await blobs.WriteAsync(key, content, options.Value.MaxUploadBytes, cancellationToken);
        return new StoredFile(key, blob.Bytes, blob.Sha256, expiresAt);
    }

    /// <summary>Deletes the uploads of a repeated request: the job has those of the first one, with the same content.</summary>
    /// <param name="job">The job.</param>
    /// <param name="firstSequence">The sequence number of the first of the items.</param>
    /// <param name="items">The items of the repeated request.</param>
    public async Task DiscardRepeatedAsync(JobId job, int firstSequence, NewItem[] items)
    {
        if (!items.Any(item => item.Source is ItemSource.Uploaded)) return;

        IRecordsGrain records = grains.GetGrain<IRecordsGrain>(GrainKeys.Records);
        ItemRecord[] recorded = await records.GetItemsAsync(job, firstSequence - 1, items.Length);
        foreach ((ItemRecord known, NewItem item) in recorded.Zip(items))
        {
            // The items may have been recorded by a call of this request whose response was lost: then they are its own.
            if (item.Source is ItemSource.Uploaded(var file) && known.Item.Source != item.Source) await DiscardAsync(file);
        }
    }

    /// <summary>Deletes the uploads among items that no job has.</summary>
    public async Task DiscardAsync(IEnumerable<NewItem> items)
    {
        foreach (ItemSource.Uploaded upload in items.Select(item => item.Source).OfType<ItemSource.Uploaded>())
            await DiscardAsync(upload.File);
    }

    /// <summary>Deletes an upload that no job has.</summary>
    public Task DiscardAsync(StoredFile file) => blobs.DeleteAsync(file.Key, CancellationToken.None);
}
