using System.Text;
using JpegReducer.Client.Errors;

namespace JpegReducer.Client.Uploads;

/// <summary>The headers of one part of a form (RFC 7578, 4.8), as they were sent: one character per byte.</summary>
internal sealed class PartHeaders
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private PartHeaders()
    {
    }

    /// <summary>Parses header lines.</summary>
    /// <param name="bytes">The lines, without the empty line that ends them.</param>
    /// <param name="part">The number of the part, from 1.</param>
    /// <exception cref="RequestErrorException">A line is not a header.</exception>
    public static PartHeaders Parse(ReadOnlySpan<byte> bytes, int part)
    {
        PartHeaders headers = new();
        if (bytes.IsEmpty) return headers;

        // Lines that begin with white space continue the line before (RFC 2822, 2.2.3).
        string text = Encoding.Latin1.GetString(bytes).Replace("\r\n ", " ", StringComparison.Ordinal)
            .Replace("\r\n\t", " ", StringComparison.Ordinal);
        foreach (string line in text.Split("\r\n"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            bool isHeader = colon > 0 && !line.AsSpan(0, colon).ContainsAnyExceptInRange('!', '~')
                && !line.AsSpan().ContainsAny('\r', '\n', '\0');
            if (!isHeader) throw RequestErrorException.Invalid($"Part {part} of the form has a line that is not a header.");
            if (!headers._values.TryAdd(line[..colon], line[(colon + 1)..].Trim(' ', '\t')))
            {
                throw RequestErrorException.Invalid($"Part {part} of the form has a header twice: {line[..colon]}.");
            }
        }

        return headers;
    }

    /// <summary>A header as it was sent; <see langword="null"/> where there is none.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>A header or a part of one as text: UTF-8, or Latin-1 where it is not UTF-8.</summary>
    public static string ToText(string raw)
    {
        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(raw));
        }
        catch (DecoderFallbackException)
        {
            return raw;
        }
    }
}
