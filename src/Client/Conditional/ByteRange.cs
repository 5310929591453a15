using System.Globalization;

namespace JpegReducer.Client.Conditional;

/// <summary>A range of bytes of a file.</summary>
/// <param name="First">The position of the first byte.</param>
/// <param name="Last">The position of the last byte, included.</param>
internal readonly record struct ByteRange(long First, long Last)
{
    private const string Unit = "bytes";

    /// <summary>The number of bytes.</summary>
    public long Length => Last - First + 1;

    /// <summary>
    /// Parses <c>Range</c> (RFC 9110, 14.2). For several ranges the response is the whole file, as a server may choose; also for an invalid
    /// header.
    /// </summary>
    /// <param name="header">The header.</param>
    /// <param name="fileLength">The file's length.</param>
    /// <param name="range">The requested bytes; <see langword="null"/> for the whole file.</param>
    /// <returns>Whether the file has any of the requested bytes.</returns>
    public static bool TryRead(string header, long fileLength, out ByteRange? range)
    {
        range = null;
        int separator = header.IndexOf('=', StringComparison.Ordinal);
        if (separator < 0 || !header.AsSpan(0, separator).Trim().Equals(Unit, StringComparison.OrdinalIgnoreCase)) return true;

        bool isAnySatisfiable = false;
        int count = 0;
        ByteRange last = default;
        foreach (string text in header[(separator + 1)..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(text, fileLength, out last)) return true;
            isAnySatisfiable |= last.Length > 0;
            count++;
        }

        if (count == 0) return true;
        if (count == 1 && isAnySatisfiable) range = last;
        return isAnySatisfiable;
    }

    /// <summary>Parses one range, cut to the file; the length of a range beyond the end is zero.</summary>
    private static bool TryParse(string text, long fileLength, out ByteRange range)
    {
        range = default;
        if (text.Split('-') is not [var first, var last] || !TryParse(first, out long? from) || !TryParse(last, out long? to)) return false;

        if (from is null)
        {
            if (to is null) return false;
            long length = Math.Min(to.Value, fileLength);
            range = new ByteRange(fileLength - length, fileLength - 1);
            return true;
        }

        if (to < from) return false;
        range = from >= fileLength
            ? new ByteRange(fileLength, fileLength - 1)
            : new ByteRange(from.Value, Math.Min(to ?? long.MaxValue, fileLength - 1));
        return true;
    }

    /// <summary>Parses a position; one that is too large for a number is beyond the end of every file.</summary>
    private static bool TryParse(string digits, out long? position)
    {
        position = null;
        if (digits.Length == 0) return true;
        if (digits.Any(c => !char.IsAsciiDigit(c))) return false;

        position = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
        return true;
    }
}
