using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>Resolves redirects, and decides whether they are followed (RFC 9110, 15.4 and 10.2.2).</summary>
internal static class Redirects
{
    /// <summary>The maximum number of redirects for one image.</summary>
    public const int Max = 5;

    /// <summary>Whether a response is a redirect.</summary>
    public static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        || (response.StatusCode is HttpStatusCode.MultipleChoices && response.Headers.NonValidated.Contains("Location"));

    /// <summary>Resolves the target of a redirect.</summary>
    /// <param name="from">The requested URL.</param>
    /// <param name="response">The redirect.</param>
    /// <param name="followed">The number of redirects followed before.</param>
    /// <param name="target">The URL to request next.</param>
    /// <param name="rejection">Why the redirect is not followed, as a sentence.</param>
    public static bool TryResolve(
        Uri from, HttpResponseMessage response, int followed, [NotNullWhen(true)] out Uri? target,
        [NotNullWhen(false)] out string? rejection)
    {
        target = null;
        rejection = null;
        if (followed >= Max) rejection = $"The URL redirects more than {Max} times.";
        else if (!response.Headers.NonValidated.TryGetValues("Location", out var locations) || string.IsNullOrWhiteSpace(locations.First()))
            rejection = $"{from.Host} responded with status {(int)response.StatusCode}, a redirect without a Location.";
        else if (locations.Distinct().Count() > 1) rejection = $"{from.Host} redirects to several URLs.";
        else rejection = Resolve(from, locations.First().Trim(), out target);
        return rejection is null;
    }

    private static string? Resolve(Uri from, string location, out Uri? target)
    {
        target = null;
        location = DecodeUtf8(location);
        if (location.Any(char.IsControl) || !Uri.TryCreate(from, location, out Uri? resolved) || !SourceUrl.HasUsableHost(resolved))
            return $"{from.Host} redirects to an invalid URL.";

        if (resolved.Scheme is not ("http" or "https"))
            return $"{from.Host} redirects to a URL of the scheme '{resolved.Scheme}'; only http and https are fetched.";
        if (resolved.UserInfo.Length > 0) return $"{from.Host} redirects to a URL with a user name or password, which is not followed.";
        if (from.Scheme == "https" && resolved.Scheme == "http") return $"{from.Host} redirects from https to http, which is not followed.";

        target = resolved;
        return null;
    }

    /// <summary>Decodes a header as UTF-8, which servers use for non-ASCII URLs, although the client reads headers as Latin-1.</summary>
    private static string DecodeUtf8(string text)
    {
        if (text.All(char.IsAscii)) return text;

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                .GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }
}
