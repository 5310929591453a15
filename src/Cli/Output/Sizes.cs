using System.Globalization;

namespace JpegReducer.Cli.Output;

/// <summary>Formats sizes for the table.</summary>
internal static class Sizes
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Bytes in a suitable decimal unit: <c>1.3 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1_000;
            unit++;
        }

        string digits = value.ToString(unit == 0 || value >= 99.95 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return $"{digits} {Units[unit]}";
    }

    /// <summary>The change of size in per cent: <c>−68 %</c>.</summary>
    public static string Change(long before, long after) =>
        before == 0 || after >= before ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"−{100.0 * (before - after) / before:0.#} %");
}
