namespace JpegReducer.Hosting.Security;

/// <summary>
/// Why a request was rejected with 401, 403 or 429. Authentication sets it as a feature of the request and writes no body: the API that was
/// called renders it.
/// </summary>
/// <param name="Reason">The reason.</param>
public sealed record AuthenticationFailure(AuthenticationFailureReason Reason);

/// <summary>Reasons to reject a request.</summary>
public enum AuthenticationFailureReason
{
    /// <summary>The request has no API key.</summary>
    NoKey,

    /// <summary>The API key is unknown or was revoked.</summary>
    UnknownKey,

    /// <summary>Too many unknown keys came from the client's address. <c>Retry-After</c> is set.</summary>
    Throttled,

    /// <summary>The API key lacks the scope that the endpoint requires.</summary>
    MissingScope,
}
