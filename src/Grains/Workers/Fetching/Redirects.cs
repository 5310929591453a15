using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>Where a redirect leads, and whether it is followed (RFC 9110, 15.4 and 10.2.2).</summary>
internal static class Redirects
{
    /// <summary>How many are followed for one image.</summary>
    public const int Max = 5;

    /// <summary>Whether an answer asks for a redirect.</summary>
    public static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        || (response.StatusCode is HttpStatusCode.MultipleChoices && response.Headers.NonValidated.Contains("Location"));

    /// <summary>Resolves the target of a redirect.</summary>
    /// <param name="from">The URL that was answered with it.</param>
    /// <param name="response">The answer.</param>
    /// <param name="followed">How many were followed before.</param>
    /// <param name="target">Where to go on.</param>
    /// <param name="refusal">Why not, in a sentence.</param>
    public static bool TryResolve(
        Uri from, HttpResponseMessage response, int followed, [NotNullWhen(true)] out Uri? target, [NotNullWhen(false)] out string? refusal)
    {
        target = null;
        refusal = null;
        if (followed >= Max) refusal = $"The URL redirects more than {Max} times.";
        else if (!response.Headers.NonValidated.TryGetValues("Location", out var locations) || string.IsNullOrWhiteSpace(locations.First()))
            refusal = $"{from.Host} answered {(int)response.StatusCode}, a redirect, without saying where to (no Location).";
        else if (locations.Distinct().Count() > 1) refusal = $"{from.Host} redirects to several URLs at once.";
        else refusal = Resolve(from, locations.First().Trim(), out target);
        return refusal is null;
    }

    private static string? Resolve(Uri from, string location, out Uri? target)
    {
        target = null;
        location = DecodeUtf8(location);
        if (location.Any(char.IsControl) || !Uri.TryCreate(from, location, out Uri? resolved) || !SourceUrl.HasUsableHost(resolved))
            return $"{from.Host} redirects to something that is not a URL.";

        if (resolved.Scheme is not ("http" or "https")) return $"{from.Host} redirects to a URL of the scheme '{resolved.Scheme}'; only http and https are fetched.";
        if (resolved.UserInfo.Length > 0) return $"{from.Host} redirects to a URL with a user name or password, which is not followed.";
        if (from.Scheme == "https" && resolved.Scheme == "http") return $"{from.Host} redirects from https to http, which is not followed.";

        target = resolved;
        return null;
    }

    /// <summary>Header bytes are read as Latin-1; servers that put other characters into a URL mean UTF-8.</summary>
    private static string DecodeUtf8(string text)
    {
        if (text.All(char.IsAscii)) return text;

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }
}
