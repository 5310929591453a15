using System.Globalization;

namespace JpegReducer.Interfaces.Ids;

/// <summary>
/// The key of a stored file: <c>files/{minute it expires}/{job}/{name}</c>. The minute is the first part, so that all files that have
/// expired are under
/// a few prefixes and nothing needs to be recorded per image.
/// </summary>
[GenerateSerializer, Immutable, Alias("jr.blob-key")]
public readonly record struct BlobKey
{
    /// <summary>The first segment of every key.</summary>
    public const string Root = "files";

    private const string MinuteFormat = "yyyyMMdd'T'HHmm";
    private const string UploadPrefix = "u-";
    private const int MaxSegment = 80;

    private BlobKey(string text) => Text = text;

    /// <summary>The key as it is used in the blob store: segments of <c>[A-Za-z0-9._-]</c>, separated by slashes.</summary>
    [Id(0)]
    public string Text { get; }

    /// <summary>Whether the file was uploaded by a client, rather than written by a worker.</summary>
    public bool IsUpload => Text.AsSpan(Text.LastIndexOf('/') + 1).StartsWith(UploadPrefix, StringComparison.Ordinal);

    /// <summary>A new key for an upload to <paramref name="job"/>. Random, so that it is unique.</summary>
    public static BlobKey ForUpload(JobId job, DateTimeOffset expiresAt) => Of(job, $"{UploadPrefix}{Guid.NewGuid():N}", expiresAt);

    /// <summary>The key of the source that a worker fetched for an item. Like <see cref="ForOutput"/>, it does not depend on the worker.</summary>
    public static BlobKey ForSource(JobId job, int sequence, DateTimeOffset expiresAt) => Of(job, NameOfSource(sequence), expiresAt);

    /// <summary>
    /// The key of an output of an item. It does not depend on time or worker, so that repeating the work overwrites the
    /// file with an equal one.
    /// </summary>
    public static BlobKey ForOutput(JobId job, int sequence, string output, DateTimeOffset expiresAt) =>
        Of(job, NameOfOutput(sequence, output), expiresAt);

    /// <summary>The last segment of <see cref="ForSource"/>.</summary>
    public static string NameOfSource(int sequence) => string.Create(CultureInfo.InvariantCulture, $"{sequence}-source");

    /// <summary>The last segment of <see cref="ForOutput"/>.</summary>
    public static string NameOfOutput(int sequence, string output) => string.Create(CultureInfo.InvariantCulture, $"{sequence}-{output}");

    /// <summary>The key of a job's file with a given name.</summary>
    /// <exception cref="FormatException">The name is not a segment of a key.</exception>
    public static BlobKey Of(JobId job, string name, DateTimeOffset expiresAt) =>
        IsSegment(name) ? new BlobKey($"{Prefix(expiresAt)}/{job}/{name}") : throw new FormatException("Not the last segment of a blob key.");

    /// <summary>Parses <see cref="Text"/>.</summary>
    /// <exception cref="FormatException">The text was not written by this type.</exception>
    public static BlobKey Parse(string text)
    {
        string[] segments = text.Split('/');
        bool valid = segments is [Root, _, _, _] && TryParseMinute(segments[1], out _) && segments.All(segment => IsSegment(segment));
        return valid ? new BlobKey(text) : throw new FormatException("Not a blob key.");
    }

    /// <summary>The prefix of all files that expire in the minute of <paramref name="expiresAt"/>, rounded up.</summary>
    public static string Prefix(DateTimeOffset expiresAt)
    {
        DateTime up = new((expiresAt.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
        return $"{Root}/{up.ToString(MinuteFormat, CultureInfo.InvariantCulture)}";
    }

    /// <summary>Parses the minute of a segment, for example <c>20261123T0614</c>.</summary>
    public static bool TryParseMinute(ReadOnlySpan<char> segment, out DateTimeOffset minute) =>
        DateTimeOffset.TryParseExact(segment, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out minute);

    /// <summary>
    /// The name under which <see cref="Of"/> returns this key; <see langword="null"/> if it is the key of another job or moment.
    /// </summary>
    public string? NameWithin(JobId job, DateTimeOffset expiresAt)
    {
        string folder = $"{Prefix(expiresAt)}/{job}/";
        return Text.StartsWith(folder, StringComparison.Ordinal) ? Text[folder.Length..] : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsSegment(ReadOnlySpan<char> segment)
    {
        if (segment.Length is 0 or > MaxSegment || segment.TrimStart('.').IsEmpty) return false;
        foreach (char c in segment)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        }

        return true;
    }
}
