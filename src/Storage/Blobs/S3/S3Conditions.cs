using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Finds out whether a store honours <c>If-None-Match: *</c>, by which of two writers of a key the first wins. Not every store does.</summary>
internal static class S3Conditions
{
    /// <summary>
    /// Writes a probe twice. A store that answers the condition with an error, or ignores it, does not honour it: objects are then looked for before
    /// they are written.
    /// </summary>
    public static Task<bool> AreHonouredAsync(IAmazonS3 client, string bucket, CancellationToken cancellationToken) => S3Errors.GuardAsync(
        async () =>
        {
            string key = $"checks/{Guid.NewGuid():N}";
            try
            {
                await PutAsync().ConfigureAwait(false);
                await PutAsync().ConfigureAwait(false);
                return false; // the second should have been refused
            }
            catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                return true;
            }
            catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotImplemented or (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError))
            {
                return false; // what else may be wrong, such as the key or the bucket, shows in the requests that follow
            }
            finally
            {
                await TryDeleteAsync().ConfigureAwait(false);
            }

            Task PutAsync() => client.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "", IfNoneMatch = "*", UseChunkEncoding = false }, cancellationToken);

            async Task TryDeleteAsync()
            {
                try
                {
                    await client.DeleteObjectAsync(bucket, key, CancellationToken.None).ConfigureAwait(false);
                }
                catch (AmazonS3Exception)
                {
                    // the same
                }
            }
        },
        cancellationToken);
}
