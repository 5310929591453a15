using System.Buffers;
using System.Text;

namespace JpegReducer.Client.Uploads;

/// <summary>The <c>Content-Disposition</c> of a part of a form: the name of the field, and of the file where it is one.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="FileName">The name of the file; <see langword="null"/> where the part is a field.</param>
/// <remarks>
/// Clients escape a quotation mark in different ways: <c>\"</c> (RFC 7578 by RFC 2045, curl) or <c>%22</c> (browsers, by the WHATWG's form
/// encoding, where a backslash is a plain character). Both are read.
/// </remarks>
internal sealed record ContentDisposition(string Name, string? FileName)
{
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(" \t;\"=");

    /// <summary>Reads the header of a part of a form.</summary>
    /// <param name="header">Its value, one character per byte.</param>
    /// <param name="problem">What is wrong with it, to follow "its Content-Disposition" in a sentence.</param>
    public static ContentDisposition? Parse(string? header, out string? problem)
    {
        problem = null;
        if (header is null) return Fail("is missing", out problem);

        Dictionary<string, string>? values = ReadParameters(header, isBackslashEscape: true, out problem)
            ?? ReadParameters(header, isBackslashEscape: false, out _);
        if (values is null) return null;
        problem = null;
        if (!values.TryGetValue("name", out string? name)) return Fail("has no 'name'", out problem);

        string? fileName = values.TryGetValue("filename", out string? plain) ? Decode(plain) : null;
        if (values.TryGetValue("filename*", out string? extended) && (fileName = DecodeExtended(extended)) is null)
        {
            return Fail("has a 'filename*' that is not UTF-8 or ISO-8859-1 in the form of RFC 8187", out problem);
        }

        return new ContentDisposition(Unescape(PartHeaders.ToText(name)), fileName);
    }

    private static ContentDisposition? Fail(string what, out string problem)
    {
        problem = what;
        return null;
    }

    private static Dictionary<string, string>? ReadParameters(string header, bool isBackslashEscape, out string? problem)
    {
        ReadOnlySpan<char> rest = header;
        if (!TakeToken(ref rest).Equals("form-data", StringComparison.OrdinalIgnoreCase))
        {
            problem = "is not 'form-data'";
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        problem = "cannot be read";
        while (!(rest = rest.TrimStart(" \t")).IsEmpty)
        {
            if (rest[0] != ';') return null;
            rest = rest[1..].TrimStart(" \t");
            if (rest.IsEmpty) break; // a semicolon at the end is harmless

            string name = TakeToken(ref rest);
            rest = rest.TrimStart(" \t");
            if (name.Length == 0 || rest.IsEmpty || rest[0] != '=') return null;
            rest = rest[1..].TrimStart(" \t");

            string? value = rest is ['"', ..] ? TakeQuoted(ref rest, isBackslashEscape) : TakeToken(ref rest);
            if (value is null || !values.TryAdd(name, value)) return null;
        }

        return values;
    }

    private static string TakeToken(ref ReadOnlySpan<char> rest)
    {
        int length = rest.IndexOfAny(TokenEnds) is >= 0 and var end ? end : rest.Length;
        string token = rest[..length].ToString();
        rest = rest[length..];
        return token;
    }

    private static string? TakeQuoted(ref ReadOnlySpan<char> rest, bool isBackslashEscape)
    {
        StringBuilder value = new();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return value.ToString();
            }

            // Backslashes in a Windows path escape nothing.
            if (isBackslashEscape && rest[i] == '\\' && i + 1 < rest.Length && rest[i + 1] is '"' or '\\') i++;
            value.Append(rest[i]);
        }

        return null;
    }

    private static string Decode(string plain)
    {
        string text = PartHeaders.ToText(plain);
        return DecodeWord(text) ?? Unescape(text);
    }

    /// <summary>What the WHATWG's form encoding escapes in names, and nothing else: a percent sign itself stays as it is.</summary>
    private static string Unescape(string text) => text
        .Replace("%22", "\"", StringComparison.Ordinal)
        .Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase)
        .Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase);

    /// <summary>An encoded word (RFC 2047) in Base64, as .NET sends names beside <c>filename*</c>.</summary>
    private static string? DecodeWord(string text)
    {
        if (!text.StartsWith("=?utf-8?B?", StringComparison.OrdinalIgnoreCase) || !text.EndsWith("?=", StringComparison.Ordinal))
            return null;

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(10, Math.Max(0, text.Length - 12)), bytes, out int length)
            ? DecodeUtf8(bytes.AsSpan(0, length)) : null;
    }

    /// <summary>A value with its character set (RFC 8187): <c>UTF-8''%E2%82%AC.jpg</c>.</summary>
    private static string? DecodeExtended(string value)
    {
        if (value.Split('\'') is not [var charset, _, var encoded]) return null;

        List<byte> bytes = new(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] is not '%')
            {
                if (!char.IsAscii(encoded[i])) return null;
                bytes.Add((byte)encoded[i]);
                continue;
            }

            if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2])) return null;
            bytes.Add(Convert.ToByte(encoded.Substring(i + 1, 2), 16));
            i += 2;
        }

        return charset.ToUpperInvariant() switch
        {
            "UTF-8" => DecodeUtf8([.. bytes]),
            "ISO-8859-1" => Encoding.Latin1.GetString([.. bytes]),
            _ => null,
        };
    }

    private static string? DecodeUtf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
