using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>The URLs that can be fetched: absolute http or https URLs with a host that can be resolved.</summary>
internal static class SourceUrl
{
    /// <summary>Parses a URL.</summary>
    public static bool TryParse(string address, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(address, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && HasUsableHost(url);

    /// <summary>Whether the host of an http or https URL has a form that can be resolved. True for all other schemes.</summary>
    public static bool HasUsableHost([NotNullWhen(true)] Uri? url)
    {
        if (url is null || url.Scheme is not ("http" or "https")) return url is not null;

        try
        {
            return url.IdnHost.Length is > 0 and <= 255;
        }
        catch (UriFormatException)
        {
            return false; // not every host that a Uri accepts has an ASCII form
        }
    }
}
