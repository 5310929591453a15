using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace JpegReducer.Hosting.Settings;

/// <summary>
/// Durations in settings: a number with a unit (<c>500ms</c>, <c>90s</c>, <c>1.5m</c>, <c>2h</c>, <c>40d</c>), or
/// <c>hh:mm:ss</c> with days before and fractions after where needed (<c>1.12:00:00</c>).
/// </summary>
public static partial class Duration
{
    /// <summary>The accepted forms, for messages.</summary>
    public const string Forms = "a number with a unit (500ms, 90s, 15m, 2h, 40d) or hh:mm:ss";

    /// <summary>Parses a duration. A number without a unit is rejected: .NET would read it as days.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (text is null) return false;
        if (WithUnit().Match(text) is { Success: true } match)
            return TryScale(match.Groups["number"].ValueSpan, match.Groups["unit"].Value, out value);
        return Clock().IsMatch(text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Writes a duration in the shortest form that <see cref="TryParse"/> reads.</summary>
    public static string Format(TimeSpan value)
    {
        foreach ((string unit, long ticks) in Units)
        {
            if (value.Ticks % ticks == 0 && value != TimeSpan.Zero)
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
        }

        return value.ToString("c", CultureInfo.InvariantCulture);
    }

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static bool TryScale(ReadOnlySpan<char> number, string unit, out TimeSpan value)
    {
        value = default;
        long ticksOfUnit = Units.First(known => known.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Ticks;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) return false;

        // A value beyond the range of TimeSpan is beyond the range of every setting.
        decimal ticks = amount < long.MaxValue / ticksOfUnit ? amount * ticksOfUnit : long.MaxValue;
        value = new TimeSpan((long)ticks);
        return true;
    }

    [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]+)?) ?(?<unit>ms|s|m|h|d)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex WithUnit();

    // .NET also reads "2", "2:30", "25:00:00" and "1:2:3:4", the first and third as days.
    [GeneratedRegex(@"^([0-9]{1,7}\.)?([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();
}
