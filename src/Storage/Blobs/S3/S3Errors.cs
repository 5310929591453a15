using System.Net;
using Amazon.Runtime;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Maps errors of an object store to the exceptions of the port.</summary>
internal static class S3Errors
{
    /// <summary>
    /// Runs requests; if the store is unavailable after all retries, or rejects them, the exception that the
    /// port documents is thrown.
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
            throw new StorageRefusedException($"The object store rejects the settings of S3: {error.ErrorCode} ({(int)error.StatusCode}).", error);
        }
    }

    /// <summary>Permanent errors of the request; failed conditions and missing objects are results, not errors.</summary>
    private static bool IsRefusal(AmazonServiceException error) =>
        error.ErrorCode is "NoSuchBucket" || (error.ErrorCode is not "QuotaExceeded" && error.StatusCode
        is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.NotImplemented
        or HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.LengthRequired);

    /// <summary>Exceptions from reading the caller's content are not included.</summary>
    private static bool IsUnavailable(Exception error) => error switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage or HttpStatusCode.NotImplemented } => false,
        AmazonServiceException service => service.StatusCode >= HttpStatusCode.InternalServerError || service.InnerException is HttpRequestException,
        AmazonClientException or HttpRequestException => true,
        TaskCanceledException or TimeoutException => true, // the client's timeout
        _ => false,
    };
}
