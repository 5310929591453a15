namespace JpegReducer.Client.Uploads;

/// <summary>Names as strangers give them, made fit to be shown and to be written into reports.</summary>
internal static class FileNames
{
    private const int MostName = 255;
    private const int MostRef = 200;
    private const string Unnamed = "image";

    /// <summary>The last segment of a path, whichever way its slashes lean, without control characters; never empty.</summary>
    public static string Clean(string? name)
    {
        ReadOnlySpan<char> last = name.AsSpan();
        last = last[(last.LastIndexOfAny('/', '\\') + 1)..];
        string plain = new([.. last.ToArray().Where(c => !char.IsControl(c)).Take(MostName)]);
        return string.IsNullOrWhiteSpace(plain) || plain is "." or ".." ? Unnamed : plain;
    }

    /// <summary>The last segment of a URL's path.</summary>
    public static string Of(Uri address) => Clean(Uri.UnescapeDataString(address.AbsolutePath));

    /// <summary>A client's reference, cut to what is kept.</summary>
    public static string? CleanRef(string? reference) => reference is { Length: > MostRef } ? reference[..MostRef] : reference;
}
