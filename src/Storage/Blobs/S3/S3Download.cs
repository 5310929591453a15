using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>
/// Downloads an object completely, into memory or, if large, into an unlinked temporary file: readers can seek
/// and are not affected when the object is deleted.
/// </summary>
internal static class S3Download
{
    /// <summary>Maximum size of an object that is buffered in memory.</summary>
    private const long MaxInMemory = 16 << 20;

    private const int BufferSize = 128 * 1024;

    /// <summary>The content; <see langword="null"/> if the object does not exist.</summary>
    public static async Task<Stream?> OpenAsync(IAmazonS3 client, string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(bucket, key, cancellationToken).ConfigureAwait(false);
            Stream content = response.ContentLength <= MaxInMemory ? new MemoryStream((int)response.ContentLength) : TemporaryFile();
            try
            {
                await response.ResponseStream.CopyToAsync(content, BufferSize, cancellationToken).ConfigureAwait(false);
                if (content.Length != response.ContentLength)
                    throw new EndOfStreamException($"Received only {content.Length} of {response.ContentLength} bytes of '{key}'.");
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
