using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
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

    /// <summary>Deletes a file that nobody will ask for.</summary>
    public Task DiscardAsync(StoredFile file) => blobs.DeleteAsync(file.Key, CancellationToken.None);
}
