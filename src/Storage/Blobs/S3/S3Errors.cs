using System.Net;
using Amazon.Runtime;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>What the errors of an object store mean to callers of the port.</summary>
internal static class S3Errors
{
    /// <summary>
    /// Runs what speaks to the store; that the store is away, after all retries, or will not have us, becomes the exception that the
    /// port promises.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> body, CancellationToken cancellationToken)
    {
        try
        {
            return await body().ConfigureAwait(false);
        }
        catch (Exception error) when (IsAway(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The object store", error);
        }
        catch (AmazonServiceException error) when (error.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized || error.ErrorCode is "NoSuchBucket")
        {
            throw new StorageRefusedException($"The object store refuses what the settings of S3 ask for: {error.ErrorCode}.", error);
        }
    }

    /// <summary>What reading the caller's content may throw is none of these.</summary>
    private static bool IsAway(Exception error) => error switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage } => false,
        AmazonServiceException service => service.StatusCode >= HttpStatusCode.InternalServerError || service.InnerException is HttpRequestException,
        AmazonClientException or HttpRequestException => true,
        TaskCanceledException or TimeoutException => true, // the client's own patience
        _ => false,
    };
}
