namespace JpegReducer.ApiContracts;

/// <summary>The kinds of problem of the native API: stable codes, each described in <c>docs/api/problems.md</c>.</summary>
public static class ProblemCodes
{
    /// <summary>400: a value of the request is missing, malformed or unknown.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>400: the body ended before its announced end.</summary>
    public const string IncompleteBody = "incomplete-body";

    /// <summary>401: no API key, or one that is unknown or revoked.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the key lacks the scope.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>402: the account's monthly quota is used up.</summary>
    public const string QuotaExceeded = "quota-exceeded";

    /// <summary>404: no such job, file or page for this account.</summary>
    public const string NotFound = "not-found";

    /// <summary>405: the address does not support the method.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>408: the body arrived below the minimum rate.</summary>
    public const string RequestTimeout = "request-timeout";

    /// <summary>409: the job accepts no more items.</summary>
    public const string JobSealed = "job-sealed";

    /// <summary>409: the item has no such file, because it failed or has not ended.</summary>
    public const string NoContent = "no-content";

    /// <summary>410: the file has expired and was deleted.</summary>
    public const string Expired = "expired";

    /// <summary>412: <c>If-Match</c> does not name the current version.</summary>
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>413: the upload, the batch or the job exceeds its limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>415: the media type of the body is not supported.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>416: the requested range is beyond the file.</summary>
    public const string RangeNotSatisfiable = "range-not-satisfiable";

    /// <summary>422: the image cannot be reduced; <c>reason</c> says why.</summary>
    public const string ImageRefused = "image-refused";

    /// <summary>422: the <c>Idempotency-Key</c> was used for another request.</summary>
    public const string IdempotencyConflict = "idempotency-conflict";

    /// <summary>429: the account has too many items queued; <c>Retry-After</c> has the seconds until a retry.</summary>
    public const string TooManyWaiting = "too-many-waiting";

    /// <summary>429: the account has too many uploads in flight and waiting; <c>Retry-After</c> has the seconds until a retry.</summary>
    public const string TooManyUploads = "too-many-uploads";

    /// <summary>429: too many unknown API keys came from the client's address; <c>Retry-After</c> has the seconds until a retry.</summary>
    public const string AuthenticationThrottled = "authentication-throttled";

    /// <summary>500: an unexpected error.</summary>
    public const string Internal = "internal";

    /// <summary>503: a dependency is unavailable or the gateway is at its limit; <c>Retry-After</c> has the seconds until a retry.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>504: the image was accepted, but is not ready yet; <c>job</c> is its job.</summary>
    public const string NotReady = "not-ready";

    /// <summary>507: the storage of files or records is full.</summary>
    public const string StorageFull = "storage-full";
}
