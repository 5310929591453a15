using JpegReducer.Cli.Submission;

namespace JpegReducer.Cli.Tests;

public sealed class ProgressLineTests
{
    private static readonly ProgressLine Half = new(320, 160, 12_300_000, 9_800_000, TimeSpan.FromSeconds(50));

    [Fact]
    public void A_wide_line_shows_every_value() =>
        Assert.Equal(new string('━', 20) + new string('┄', 20)
            + "  50 %  160 of 320 files  12.3 MB read  9.8 MB saved  3.2/s  0:00:50 left", Half.WithBar(120));

    [Fact]
    public void The_least_important_values_are_dropped_first() =>
        Assert.Equal(
            ["50 %  160 of 320 files  9.8 MB saved  3.2/s  0:00:50 left", "50 %  160 of 320 files  0:00:50 left", "50 %"],
            ((int[])[60, 39, 5]).Select(Half.WithBar));

    [Fact]
    public void No_line_exceeds_the_width()
    {
        ProgressLine max = new(100_000, 99_999, 999_000_000_000, 998_000_000_000, TimeSpan.FromDays(3));

        Assert.All(Enumerable.Range(10, 190), width => Assert.InRange(max.WithBar(width).Length, 1, width));
    }

    [Fact]
    public void No_remaining_time_is_shown_before_the_first_file() =>
        Assert.DoesNotContain("left", new ProgressLine(10, 0, 0, 0, TimeSpan.FromSeconds(3)).Describe(200), StringComparison.Ordinal);
}
