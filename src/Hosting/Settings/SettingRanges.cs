using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace JpegReducer.Hosting.Settings;

/// <summary>Formats ranges of settings for messages and for the manual.</summary>
public static class SettingRanges
{
    /// <summary>Formats a range to follow "must be": <c>between 1 and 256</c>, <c>between 1s and 1h</c>, <c>at least 1</c>.</summary>
    public static string Describe(RangeAttribute range)
    {
        range.IsValid(null); // Converts the bounds of a range of durations, which are text until then.
        return range.Maximum is double and >= long.MaxValue
            ? $"at least {Format(range.Minimum)}"
            : $"between {Format(range.Minimum)} and {Format(range.Maximum)}";
    }

    /// <summary>Formats a value as an operator writes it, with thousands separators in large numbers.</summary>
    public static string Format(object value) => value switch
    {
        TimeSpan duration => Duration.Format(duration),
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan duration) => Duration.Format(duration),
        bool flag => flag ? "true" : "false",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value:#,0}"),
        double number => number.ToString(number == Math.Floor(number) ? "#,0" : "R", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
