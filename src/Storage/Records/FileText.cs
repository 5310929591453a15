using System.Buffers.Text;
using System.Globalization;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Storage.Records;

/// <summary>
/// A stored file in the ledger: <c>{bytes} {SHA-256, base64url} {expiry, ticks} {name}</c>. What the reader can derive is omitted
/// from the end: the default name of the file, then the expiry.
/// </summary>
internal static class FileText
{
    /// <summary>The text of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="job">The job whose record it is part of.</param>
    /// <param name="name">The name within the job that the reader expects; <see langword="null"/> if it expects none.</param>
    /// <param name="expiresAt">The expiry that the reader expects; <see langword="null"/> if it expects none.</param>
    public static string Write(StoredFile file, JobId job, string? name, DateTimeOffset? expiresAt)
    {
        string written = file.Key.NameWithin(job, file.ExpiresAt) ?? file.Key.Text; // only a whole key contains a slash
        string text = string.Create(CultureInfo.InvariantCulture, $"{file.Bytes} {Base64Url.EncodeToString(Convert.FromHexString(file.Sha256))}");
        if (written == name && file.ExpiresAt == expiresAt) return text;
        text = string.Create(CultureInfo.InvariantCulture, $"{text} {file.ExpiresAt.UtcTicks}");
        return written == name ? text : $"{text} {written}";
    }

    /// <summary>The file of a text, read with the expectations it was written with.</summary>
    /// <exception cref="FormatException">The text was not written by this type.</exception>
    public static StoredFile Read(string text, JobId job, string? name, DateTimeOffset? expiresAt)
    {
        string[] parts = text.Split(' ');
        if (parts.Length is < 2 or > 4) throw new FormatException("Not the record of a file.");

        DateTimeOffset expiry = parts.Length > 2
            ? new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero)
            : expiresAt ?? throw new FormatException("The record of a file lacks its expiry.");
        string written = parts.Length > 3 ? parts[3] : name ?? throw new FormatException("The record of a file lacks its name.");
        BlobKey key = written.Contains('/', StringComparison.Ordinal) ? BlobKey.Parse(written) : BlobKey.Of(job, written, expiry);
        return new StoredFile(
            key, long.Parse(parts[0], CultureInfo.InvariantCulture), Convert.ToHexStringLower(Base64Url.DecodeFromChars(parts[1])), expiry);
    }
}
