using System.Net.Security;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>What the errors before a server has answered mean: whether another attempt may succeed, and in words.</summary>
internal static class SourceErrors
{
    /// <summary>What an attempt came to whose request failed; <see langword="null"/> where the error is not of the network.</summary>
    public static FetchAttempt? Explain(Exception exception, string host)
    {
        if (Find<ForbiddenAddressException>(exception) is { } forbidden) return new FetchAttempt.Ended(new FetchOutcome.Failed(Reasons.AddressForbidden, forbidden.Message));
        if (Find<NameResolutionException>(exception) is { } unresolved) return OfName(unresolved, host);
        if (Find<UntrustedCertificateException>(exception) is { } untrusted) return FetchAttempt.Unreachable($"{host} could not be reached: {untrusted.Message}.");
        return exception switch
        {
            _ when Find<ConnectionLostException>(exception) is not null => OfRequest(HttpRequestError.ResponseEnded, host),
            OperationCanceledException => new FetchAttempt.Broken($"{host} did not answer in time."),
            HttpRequestException failed => OfRequest(failed.HttpRequestError, host),
            _ => null,
        };
    }

    private static FetchAttempt OfName(NameResolutionException unresolved, string host) => unresolved.IsTemporary
        ? new FetchAttempt.Broken($"{host} could not be reached: its name could not be looked up.")
        : FetchAttempt.Unreachable($"{host} could not be reached: its name is not known.");

    private static FetchAttempt OfRequest(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError or HttpRequestError.HttpProtocolError =>
            FetchAttempt.Unreachable($"{host} could not be reached: it does not speak HTTP as it should."),
        HttpRequestError.ConnectionError => new FetchAttempt.Broken($"{host} could not be reached: it does not accept connections."),
        HttpRequestError.SecureConnectionError => new FetchAttempt.Broken($"{host} could not be reached: no TLS connection could be made."),
        _ => new FetchAttempt.Broken($"{host} broke off before it answered."),
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception as T ?? (exception is null ? null : Find<T>(exception.InnerException));
}

/// <summary>The connection of a request closed before it was answered.</summary>
internal sealed class ConnectionLostException() : Exception("The connection closed before an answer came.");

/// <summary>The name of a host leads to no address.</summary>
/// <param name="isTemporary">Whether DNS did not answer, rather than answer that there is none.</param>
/// <param name="inner">What the system said.</param>
internal sealed class NameResolutionException(bool isTemporary, Exception inner) : Exception("The name could not be resolved.", inner)
{
    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsTemporary => isTemporary;
}

/// <summary>A server's certificate is not valid for it. The message is a part of a sentence.</summary>
internal sealed class UntrustedCertificateException(SslPolicyErrors errors) : Exception(
    errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name" : "its certificate is not trusted, or has expired")
{
    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>, which says no more than false otherwise.</summary>
    public static bool ThrowUnlessNone(SslPolicyErrors errors) => errors is SslPolicyErrors.None ? true : throw new UntrustedCertificateException(errors);
}
