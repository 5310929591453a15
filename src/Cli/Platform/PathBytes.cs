using System.Buffers;
using System.Text;

namespace JpegReducer.Cli.Platform;

/// <summary>
/// Linux paths: any bytes except NUL. In strings each byte that is not UTF-8 is a lone surrogate, U+DC80 to
/// U+DCFF (as in Python's PEP 383), so that every name can be represented as a string and restored unchanged.
/// </summary>
internal static class PathBytes
{
    private const int SurrogateBase = 0xDC00;

    /// <summary>Whether a character represents a byte that is not UTF-8.</summary>
    public static bool IsRawByte(char character) => character is >= (char)(SurrogateBase + 0x80) and <= (char)(SurrogateBase + 0xFF);

    /// <summary>The byte that such a character represents.</summary>
    public static byte RawByte(char character) => (byte)(character - SurrogateBase);

    /// <summary>Decodes bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) is OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                length = 1;
                text.Append((char)(SurrogateBase + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>Whether all bytes of a path are UTF-8.</summary>
    public static bool IsUtf8(string path)
    {
        for (ReadOnlySpan<char> rest = path; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int length) is not OperationStatus.Done) return false;
            rest = rest[length..];
        }

        return true;
    }

    /// <summary>The bytes of a string, without a terminator.</summary>
    public static byte[] Encode(string path)
    {
        ArrayBufferWriter<byte> bytes = new(path.Length + 16);
        ReadOnlySpan<char> rest = path;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(rest, out Rune rune, out int length);
            if (status is not OperationStatus.Done && IsRawByte(rest[0]))
            {
                bytes.GetSpan(1)[0] = RawByte(rest[0]);
                bytes.Advance(1);
            }
            else
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4))); // U+FFFD for any other lone surrogate: no path contains one
            }

            rest = rest[length..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of a string with the NUL that system calls expect.</summary>
    public static byte[] Terminated(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) throw new IOException("A path cannot contain NUL.");
        return [.. Encode(path), 0];
    }
}
