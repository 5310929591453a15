using JpegReducer.Cli.Submission;

namespace JpegReducer.Cli.Tests;

public sealed class ProgressLineTests
{
    private static readonly ProgressLine Half = new(320, 160, 12_300_000, 9_800_000, TimeSpan.FromSeconds(50));

    [Fact]
    public void All_is_said_where_there_is_room() =>
        Assert.Equal(new string('━', 20) + new string('┄', 20)
            + "  50 %  160 of 320 files  12.3 MB read  9.8 MB saved  3.2/s  0:00:50 left", Half.WithBar(120));

    [Fact]
    public void What_matters_least_goes_first() =>
        Assert.Equal(
            ["50 %  160 of 320 files  9.8 MB saved  3.2/s  0:00:50 left", "50 %  160 of 320 files  0:00:50 left", "50 %"],
            ((int[])[60, 39, 5]).Select(Half.WithBar));

    [Fact]
    public void No_line_is_wider_than_it_may_be()
    {
        ProgressLine max = new(100_000, 99_999, 999_000_000_000, 998_000_000_000, TimeSpan.FromDays(3));

        Assert.All(Enumerable.Range(10, 190), width => Assert.InRange(max.WithBar(width).Length, 1, width));
    }

    [Fact]
    public void Before_the_first_file_nothing_is_foretold() =>
        Assert.DoesNotContain("left", new ProgressLine(10, 0, 0, 0, TimeSpan.FromSeconds(3)).Describe(200), StringComparison.Ordinal);
}
