using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>An error that ends a request, before an <see cref="IErrorDialect"/> renders it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">What is wrong with this request and what to do, in sentences for people.</param>
internal sealed record RequestError(ErrorKind Kind, string Detail)
{
    /// <summary>The HTTP status. Default: that of the kind.</summary>
    public int Status { get; init; } = Kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.IncompleteBody => StatusCodes.Status400BadRequest,
        ErrorKind.ApiKeyMissing or ErrorKind.ApiKeyUnknown => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ErrorKind.RequestTimeout => StatusCodes.Status408RequestTimeout,
        ErrorKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.RangeNotSatisfiable => StatusCodes.Status416RangeNotSatisfiable,
        ErrorKind.TooManyUploads or ErrorKind.AuthenticationThrottled => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorKind.StorageFull => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>When a retry may succeed; <see langword="null"/> where the status implies it or a retry is no use.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
