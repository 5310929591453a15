using System.Globalization;
using JpegReducer.Hosting.Settings;

namespace JpegReducer.Silo.Tests.Settings;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", "00:00:00.5")]
    [InlineData("90s", "00:01:30")]
    [InlineData("1.5m", "00:01:30")]
    [InlineData("2h", "02:00:00")]
    [InlineData("40d", "40.00:00:00")]
    [InlineData("2 H", "02:00:00")]
    [InlineData("0.001s", "00:00:00.001")]
    [InlineData("00:05:00", "00:05:00")]
    [InlineData("1.12:00:00", "1.12:00:00")]
    [InlineData("00:00:00.250", "00:00:00.250")]
    public void A_number_with_a_unit_and_a_clock_are_durations(string text, string value)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan read));
        Assert.Equal(TimeSpan.Parse(value, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2.5")]
    [InlineData("2:30")]
    [InlineData("1:2:3:4")]
    [InlineData("25:00:00")]
    [InlineData("00:61:00")]
    [InlineData("-5s")]
    [InlineData("5 minutes")]
    [InlineData("5M5")]
    [InlineData("5s\n")]
    [InlineData("1e3s")]
    [InlineData("٥s")]
    [InlineData("P1D")]
    public void Anything_else_is_rejected(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void A_duration_beyond_TimeSpan_is_longer_than_every_range()
    {
        Assert.True(Duration.TryParse("99999999999999999999d", out TimeSpan read));
        Assert.True(read > TimeSpan.FromDays(1_000_000));
    }

    [Theory]
    [InlineData("00:00:00.100", "100ms")]
    [InlineData("00:01:30", "90s")]
    [InlineData("01:00:00", "1h")]
    [InlineData("3650.00:00:00", "3650d")]
    [InlineData("00:00:00.0000001", "00:00:00.0000001")]
    public void It_is_formatted_in_its_shortest_form(string value, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.Parse(value, CultureInfo.InvariantCulture)));
}
