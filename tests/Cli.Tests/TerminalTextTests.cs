using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\e[31m\a\0\x7F", @"\u001b[31m\u0007\u0000\u007f")]
    [InlineData("\u0085\u009B2J", @"\u0085\u009b2J")]
    [InlineData("\u202Agpj\u202E\u2066\u2069\u200E\u200F\u061C", @"\u202agpj\u202e\u2066\u2069\u200e\u200f\u061c")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\u200B\u200D\u2060\uFEFF\u00AD", @"\u200b\u200d\u2060\ufeff\u00ad")]
    [InlineData("\U000E0041", @"\U000e0041")]
    public void Characters_that_a_terminal_interprets_or_hides_are_escaped(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void Invalid_UTF8_bytes_and_unpaired_surrogates_are_escaped() =>
        Assert.Equal(@"caf\xe9 \ud800", TerminalText.Escape("caf\uDCE9 \uD800"));

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData(@"back\slash ""quoted"" [brackets]")]
    [InlineData("żółw 写真 😀 עברית")]
    public void Printable_text_is_unchanged(string text) => Assert.Same(text, TerminalText.Escape(text));

    [Fact]
    public void No_control_or_invisible_character_of_Unicode_is_passed_through()
    {
        string all = string.Concat(Enumerable.Range(0, 0x110000).Where(value => value is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));

        string shown = TerminalText.Escape(all);

        Assert.DoesNotContain(shown.EnumerateRunes(), rune => System.Text.Rune.GetUnicodeCategory(rune) is
            System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or
            System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
    }
}
