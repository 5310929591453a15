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
        catch (Exception error) when (IsUnavailable(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The object store", error);
        }
        catch (AmazonServiceException error) when (IsRefusal(error))
        {
            throw new StorageRefusedException($"The object store refuses what the settings of S3 ask for: {error.ErrorCode} ({(int)error.StatusCode}).", error);
        }
    }

    /// <summary>Every error of the request's own that repeats itself; a condition that does not hold and an object that is not there are answers.</summary>
    private static bool IsRefusal(AmazonServiceException error) => error.ErrorCode is "NoSuchBucket" || (error.ErrorCode is not "QuotaExceeded" && error.StatusCode
        is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented
        or HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.LengthRequired);

    /// <summary>What reading the caller's content may throw is none of these.</summary>
    private static bool IsUnavailable(Exception error) => error switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage or HttpStatusCode.NotImplemented } => false,
        AmazonServiceException service => service.StatusCode >= HttpStatusCode.InternalServerError || service.InnerException is HttpRequestException,
        AmazonClientException or HttpRequestException => true,
        TaskCanceledException or TimeoutException => true, // the client's own patience
        _ => false,
    };
}
