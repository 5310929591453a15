using System.Globalization;

namespace JpegReducer.Interfaces.Ids;

/// <summary>
/// Where a file lies: <c>files/{minute it expires}/{job}/{name}</c>. The minute comes first, so that what is due is a
/// handful of prefixes to delete, and nothing needs to be remembered per image.
/// </summary>
[GenerateSerializer, Immutable, Alias("jr.blob-key")]
public readonly record struct BlobKey
{
    /// <summary>The first segment of every key.</summary>
    public const string Root = "files";

    private const string MinuteFormat = "yyyyMMdd'T'HHmm";

    private BlobKey(string text) => Text = text;

    /// <summary>The key as the blob store spells it: segments of <c>[A-Za-z0-9._-]</c>, divided by slashes.</summary>
    [Id(0)]
    public string Text { get; }

    /// <summary>A new key for an upload to <paramref name="job"/>. Random, so that two uploads never share one.</summary>
    public static BlobKey ForUpload(JobId job, DateTimeOffset expiresAt) =>
        new($"{Prefix(expiresAt)}/{job}/u-{Guid.NewGuid():N}");

    /// <summary>
    /// The key of what a worker brought for an item: its result, or the source it fetched from a URL.
    /// The same whenever and wherever the item is worked on, so that a repeat changes nothing.
    /// </summary>
    public static BlobKey ForItem(JobId job, int sequence, BlobKind kind, DateTimeOffset expiresAt) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Prefix(expiresAt)}/{job}/{sequence}-{(kind is BlobKind.Result ? "result" : "source")}"));

    /// <summary>Reads a key back from <see cref="Text"/>.</summary>
    /// <exception cref="FormatException">The text was not written by this type.</exception>
    public static BlobKey Parse(string text)
    {
        string[] segments = text.Split('/');
        bool valid = segments is [Root, _, _, _]
            && TryParseMinute(segments[1], out _)
            && segments.All(segment => segment.Length is > 0 and <= 80 && segment.AsSpan().TrimStart('.').Length > 0 && segment.All(IsAllowed));
        return valid ? new BlobKey(text) : throw new FormatException("Not a blob key.");
    }

    /// <summary>The prefix under which everything lies that expires in the minute of <paramref name="expiresAt"/>, rounded up.</summary>
    public static string Prefix(DateTimeOffset expiresAt)
    {
        DateTime up = new((expiresAt.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
        return $"{Root}/{up.ToString(MinuteFormat, CultureInfo.InvariantCulture)}";
    }

    /// <summary>The minute a segment such as <c>20261123T0614</c> speaks of.</summary>
    public static bool TryParseMinute(ReadOnlySpan<char> segment, out DateTimeOffset minute) =>
        DateTimeOffset.TryParseExact(segment, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out minute);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}

/// <summary>What a worker brings for an item.</summary>
public enum BlobKind
{
    /// <summary>The source, fetched from a URL.</summary>
    Source,

    /// <summary>The reduced image.</summary>
    Result,
}
