namespace JpegReducer.Client.Uploads;

/// <summary>Cleans file names of clients for display and for reports.</summary>
internal static class FileNames
{
    /// <summary>The maximum length of a client's reference.</summary>
    public const int MaxRefLength = 200;

    private const int MaxNameLength = 255;
    private const string Unnamed = "image";

    /// <summary>The last segment of a path, with separators of either kind, without control characters; never empty.</summary>
    public static string Clean(string? name)
    {
        ReadOnlySpan<char> last = name.AsSpan();
        last = last[(last.LastIndexOfAny('/', '\\') + 1)..];
        string plain = new([.. last.ToArray().Where(c => !char.IsControl(c)).Take(MaxNameLength)]);
        if (plain.Length == MaxNameLength && char.IsHighSurrogate(plain[^1])) plain = plain[..^1];
        return string.IsNullOrWhiteSpace(plain) || plain is "." or ".." ? Unnamed : plain;
    }

    /// <summary>The last segment of a URL's path.</summary>
    public static string Of(Uri address) => Clean(Uri.UnescapeDataString(address.AbsolutePath));

    /// <summary>What is wrong with a client's reference, which is returned unchanged; <see langword="null"/> where nothing is.</summary>
    public static string? CheckRef(string? reference)
    {
        if (reference is { Length: > MaxRefLength }) return $"has at most {MaxRefLength} characters";
        return reference?.Contains('\0', StringComparison.Ordinal) is true ? "cannot contain the character U+0000" : null;
    }
}
