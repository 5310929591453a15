using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>What may be fetched: an absolute http or https URL whose host can be looked up.</summary>
internal static class SourceUrl
{
    /// <summary>Reads a URL.</summary>
    public static bool TryParse(string address, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(address, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && HasUsableHost(url);

    /// <summary>Whether the host, where the scheme has one, has a form that DNS can be asked for: a name of labels, or an address.</summary>
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
