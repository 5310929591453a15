using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Detects whether a store supports <c>If-None-Match: *</c>, with which the first of two writers of a key wins.</summary>
internal static class S3Conditions
{
    /// <summary>
    /// Writes a probe twice. A store that rejects or ignores the condition does not support it: the existence of objects is then checked before
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
                return false; // the second should have been rejected
            }
            catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                return true;
            }
            catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotImplemented
                or (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError))
            {
                return false; // other errors, such as a wrong key or bucket, will be reported by the following requests
            }
            finally
            {
                await TryDeleteAsync().ConfigureAwait(false);
            }

            Task PutAsync() => client.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "", IfNoneMatch = "*", UseChunkEncoding = false },
                cancellationToken);

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
