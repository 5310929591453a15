using System.Net.Security;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>Classifies the errors that occur before a server has responded, and describes them for people.</summary>
internal static class SourceErrors
{
    /// <summary>The result of an attempt whose request failed; <see langword="null"/> where the error is not a network error.</summary>
    public static FetchAttempt? Explain(Exception exception, string host)
    {
        if (Find<ForbiddenAddressException>(exception) is { } forbidden)
            return new FetchAttempt.Final(new FetchOutcome.Failed(Reasons.AddressForbidden, forbidden.Message));
        if (Find<NameResolutionException>(exception) is { } unresolved) return OfName(unresolved, host);
        if (Find<UntrustedCertificateException>(exception) is { } untrusted)
            return FetchAttempt.Unreachable($"{host} could not be reached: {untrusted.Message}.");
        return exception switch
        {
            _ when Find<ConnectionLostException>(exception) is not null => OfRequest(HttpRequestError.ResponseEnded, host),
            OperationCanceledException => new FetchAttempt.Transient($"{host} did not respond in time."),
            HttpRequestException failed => OfRequest(failed.HttpRequestError, host),
            _ => null,
        };
    }

    private static FetchAttempt OfName(NameResolutionException unresolved, string host) => unresolved.IsTemporary
        ? new FetchAttempt.Transient($"{host} could not be reached: its name could not be resolved.")
        : FetchAttempt.Unreachable($"{host} could not be reached: its name does not exist.");

    private static FetchAttempt OfRequest(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError
            or HttpRequestError.HttpProtocolError =>
            FetchAttempt.Unreachable($"{host} could not be reached: it sent no valid HTTP response."),
        HttpRequestError.ConnectionError => new FetchAttempt.Transient($"{host} could not be reached: it does not accept connections."),
        HttpRequestError.SecureConnectionError =>
            new FetchAttempt.Transient($"{host} could not be reached: no TLS connection could be established."),
        _ => new FetchAttempt.Transient($"{host} closed the connection before it responded."),
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception as T ?? (exception is null ? null : Find<T>(exception.InnerException));
}

/// <summary>The connection of a request closed before the response.</summary>
internal sealed class ConnectionLostException() : Exception("The connection closed before the response.");

/// <summary>The name of a host resolves to no address.</summary>
/// <param name="isTemporary">Whether DNS did not respond; otherwise it responded that the name does not exist.</param>
/// <param name="inner">The error of the system.</param>
internal sealed class NameResolutionException(bool isTemporary, Exception inner) : Exception("The name could not be resolved.", inner)
{
    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsTemporary => isTemporary;
}

/// <summary>The certificate of a server is not valid. The message is part of a sentence.</summary>
internal sealed class UntrustedCertificateException(SslPolicyErrors errors) : Exception(
    errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
        ? "its certificate is for another name"
        : "its certificate is not trusted, or has expired")
{
    /// <summary>
    /// For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>, which would report the kind of error otherwise
    /// only as false.
    /// </summary>
    public static bool ThrowUnlessNone(SslPolicyErrors errors) =>
        errors is SslPolicyErrors.None ? true : throw new UntrustedCertificateException(errors);
}
