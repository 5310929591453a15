using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Tests.Numerics;

public sealed class SearchBracketTests
{
    [Fact]
    public void Every_position_is_allowed_until_both_sides_are_known()
    {
        SearchBracket bracket = new(target: 5);
        Assert.True(bracket.Contains(100));

        bracket.Record(2, 7);

        Assert.True(bracket.Contains(100));
    }

    [Fact]
    public void Positions_beyond_the_nearest_measurements_are_not_allowed()
    {
        SearchBracket bracket = new(target: 5);
        bracket.Record(0, 1);
        bracket.Record(1, 3);
        bracket.Record(4, 9);
        bracket.Record(3, 7);

        Assert.Equal([false, false, true, false, false], new[] { 0.5f, 1, 2, 3, 3.5f }.Select(bracket.Contains));
    }

    [Fact]
    public void Between_two_measurements_the_position_is_on_their_line_below_the_target_by_the_margin()
    {
        SearchBracket bracket = new(target: 5);
        bracket.Record(1, 3);
        bracket.Record(3, 7);

        Assert.Equal(2, bracket.Interpolate(margin: 0), 1e-5);
        Assert.Equal(1.5, bracket.Interpolate(margin: 1), 1e-5);
        Assert.Equal(1.2, bracket.Interpolate(margin: 5), 1e-5);
    }
}
