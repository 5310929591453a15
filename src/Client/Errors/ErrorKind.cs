namespace JpegReducer.Client.Errors;

/// <summary>What ended a request, in terms that every API of the gateway can render.</summary>
internal enum ErrorKind
{
    /// <summary>400: a value of the request is missing, malformed or unknown.</summary>
    InvalidRequest,

    /// <summary>400: the body ended before its announced end.</summary>
    IncompleteBody,

    /// <summary>401: the request has no API key.</summary>
    ApiKeyMissing,

    /// <summary>401: the API key is unknown or revoked.</summary>
    ApiKeyUnknown,

    /// <summary>403: the API key lacks the scope.</summary>
    Forbidden,

    /// <summary>404: no route matches.</summary>
    NotFound,

    /// <summary>405: the route does not support the method.</summary>
    MethodNotAllowed,

    /// <summary>408: the body arrived below the minimum rate.</summary>
    RequestTimeout,

    /// <summary>412: a precondition does not hold.</summary>
    PreconditionFailed,

    /// <summary>413: the body, or a part of it, is too large.</summary>
    TooLarge,

    /// <summary>415: the media type or content coding is not supported.</summary>
    UnsupportedMediaType,

    /// <summary>416: the requested range lies outside of the file.</summary>
    RangeNotSatisfiable,

    /// <summary>429: the account has too many uploads in flight and waiting.</summary>
    TooManyUploads,

    /// <summary>429: the client's address sent too many unknown API keys.</summary>
    AuthenticationThrottled,

    /// <summary>500: an unexpected failure.</summary>
    Internal,

    /// <summary>503: a dependency is unavailable, or the gateway is at its limit; a retry may succeed.</summary>
    Unavailable,

    /// <summary>507: the disk or the object store is full.</summary>
    StorageFull,
}
