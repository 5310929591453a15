namespace JpegReducer.Support.Images;

/// <summary>Words in a pixel font of three by five: no font of the machine has a say in how test images look.</summary>
internal static class Lettering
{
    /// <summary>Pixels from one letter to the next.</summary>
    public const int Advance = 4 * Scale;

    /// <summary>The size of a letter in pixels of the font.</summary>
    public const int Columns = 3, Rows = 5;

    private const int Scale = 2;

    private static readonly string[] Glyphs =
        ["THE", "PICTURE", "STAYS", "AS", "IT", "WAS", "AND", "EVERY", "FILE", "GETS", "SMALLER", "WITHOUT", "ANYBODY", "LOOKING", "TWICE",
            "QUIZ", "JUMP", "BOX", "OF", "KEYS"];

    /// <summary>A to Z; a digit a row from the top, whose three bits are its pixels.</summary>
    private static readonly string[] Letters =
    [
        "25755", "65656", "34443", "65556", "74647", "74644", "34553", "55755", "72227", "11152", "55655", "44447", "57755",
        "65555", "25552", "65644", "25563", "65655", "34216", "72222", "55557", "55552", "55775", "55255", "55222", "71247",
    ];

    /// <summary>A line of words, of which the number picks the first and the length.</summary>
    public static string Line(int letters, int number)
    {
        string line = string.Join(
            ' ', Enumerable.Range(0, 3 + (number % 17)).Select(word => Glyphs[(number + (word * 7)) % Glyphs.Length]));
        return line[..Math.Min(line.Length, letters)];
    }

    /// <summary>Whether a pixel of the line is inked; the line's upper left corner is the origin.</summary>
    public static bool Inks(string line, int x, int y)
    {
        if (x < 0 || y < 0 || x / Advance >= line.Length || y / Scale >= Rows) return false;

        int column = x % Advance / Scale;
        return column < Columns && Inks(line[x / Advance], column, y / Scale);
    }

    /// <summary>Whether a pixel of the font is inked.</summary>
    public static bool Inks(char letter, int column, int row) =>
        letter is >= 'A' and <= 'Z' && ((Letters[letter - 'A'][row] - '0') >> (Columns - 1 - column) & 1) == 1;
}
