using System.Buffers;
using System.Globalization;
using System.Text;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Output;

/// <summary>
/// Makes untrusted text (file names, server messages, arguments) safe for a terminal: characters that move the cursor,
/// change colors or the reading direction, or are invisible, are escaped.
/// </summary>
internal static class TerminalText
{
    /// <summary>
    /// The text with control characters, line and paragraph separators, format characters (bidirectional controls, zero-width
    /// joiners and the like), unpaired surrogates and bytes that are not UTF-8 written as <c>\n</c>, <c>\u202e</c>, <c>\xe9</c>.
    /// </summary>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0, length; i < text.Length; i += length)
        {
            bool isRune = Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out length) is OperationStatus.Done;
            string? replacement = isRune ? Replacement(rune) : Replacement(text[i]);
            if (replacement is null)
            {
                escaped?.Append(text, i, length);
                continue;
            }

            escaped ??= new StringBuilder(text, 0, i, text.Length + 32);
            escaped.Append(replacement);
        }

        return escaped?.ToString() ?? text;
    }

    private static string? Replacement(Rune rune) => (rune.Value, Rune.GetUnicodeCategory(rune)) switch
    {
        ('\n', _) => @"\n",
        ('\r', _) => @"\r",
        ('\t', _) => @"\t",
        (_, UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) =>
            rune.IsBmp ? $@"\u{rune.Value:x4}" : $@"\U{rune.Value:x8}",
        _ => null,
    };

    private static string Replacement(char surrogate) =>
        PathBytes.IsRawByte(surrogate) ? $@"\x{PathBytes.RawByte(surrogate):x2}" : $@"\u{(int)surrogate:x4}";
}
