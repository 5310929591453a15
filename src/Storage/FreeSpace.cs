using System.Globalization;
using System.Text.RegularExpressions;

namespace JpegReducer.Storage;

/// <summary>Minimum free space: an amount of bytes, or a share of the file system.</summary>
/// <param name="Bytes">The amount; 0 if it is a share.</param>
/// <param name="Percent">The share; 0 if it is an amount.</param>
public readonly partial record struct FreeSpace(long Bytes, double Percent)
{
    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["B"] = 1,
        ["KB"] = 1_000,
        ["MB"] = 1_000_000,
        ["GB"] = 1_000_000_000,
        ["TB"] = 1_000_000_000_000,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
        ["TiB"] = 1L << 40,
    };

    /// <summary>Reads <c>512MiB</c>, <c>2GB</c>, <c>1000000</c> (bytes) or <c>5%</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message lists the valid ones.</exception>
    public static FreeSpace Parse(string text, IFormatProvider? provider)
    {
        Match match = Form().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out double number)) throw Unreadable();

        string unit = match.Groups["unit"].Value;
        if (unit == "%") return number <= 100 ? new FreeSpace(0, number) : throw Unreadable();
        return Units.TryGetValue(unit, out long size) && number * size < long.MaxValue ? new FreeSpace((long)(number * size), 0) : throw Unreadable();
    }

    /// <summary>The minimum in bytes for a file system of a given size.</summary>
    public long Of(long totalBytes) => Percent > 0 ? (long)(totalBytes * Percent / 100) : Bytes;

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Percent > 0) return string.Create(CultureInfo.InvariantCulture, $"{Percent}%");
        long bytes = Bytes;
        (string unit, long size) = Units.Where(
            unit => unit.Key.EndsWith("iB", StringComparison.Ordinal) && bytes >= unit.Value && bytes % unit.Value == 0)
            .OrderByDescending(unit => unit.Value).Select(unit => (unit.Key, unit.Value)).FirstOrDefault(("", 1));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }

    private static FormatException Unreadable() => new("an amount such as 512MiB or 2GB, or a share such as 5%");

    [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]+)?) ?(?<unit>%|[A-Za-z]*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
