using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>
/// Brings an object here whole, into memory or, where it is large, into a temporary file without a name: what reads it moves
/// about freely, and is not disturbed when the object is deleted.
/// </summary>
internal static class S3Download
{
    /// <summary>Up to this an object is held in memory.</summary>
    private const long MaxInMemory = 16 << 20;

    private const int BufferSize = 128 * 1024;

    /// <summary>The content; <see langword="null"/> where there is no such object.</summary>
    public static async Task<Stream?> OpenAsync(IAmazonS3 client, string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(bucket, key, cancellationToken).ConfigureAwait(false);
            Stream content = response.ContentLength <= MaxInMemory ? new MemoryStream((int)response.ContentLength) : TemporaryFile();
            try
            {
                await response.ResponseStream.CopyToAsync(content, BufferSize, cancellationToken).ConfigureAwait(false);
                if (content.Length != response.ContentLength) throw new EndOfStreamException($"Of '{key}' only {content.Length} of {response.ContentLength} bytes came.");
                content.Position = 0;
                return content;
            }
            catch
            {
                await content.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static FileStream TemporaryFile() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        });
}
