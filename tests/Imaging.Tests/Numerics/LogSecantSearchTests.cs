using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Tests.Numerics;

public sealed class LogSecantSearchTests
{
    [Fact]
    public void The_first_step_follows_the_assumed_slope()
    {
        LogSecantSearch search = new(slope: 0.5f, minSlope: 0.1f, maxSlope: 2);

        search.Record(position: 1, value: 3);

        Assert.Equal(4, search.StepFor(2));
    }

    [Fact]
    public void Two_measurements_of_a_power_law_lead_to_its_exponent()
    {
        LogSecantSearch search = new(slope: 0.5f, minSlope: 0.1f, maxSlope: 2);

        search.Record(position: 1, value: 10 + (1.25f * 1));
        search.Record(position: 3, value: 10 + (1.25f * 3));

        Assert.Equal(1 / 1.25f, search.StepFor(1));
    }

    [Theory]
    [InlineData(-5, 0.1f)]
    [InlineData(50, 2)]
    public void Slopes_outside_the_limits_are_clamped(float rise, float expected)
    {
        LogSecantSearch search = new(slope: 0.5f, minSlope: 0.1f, maxSlope: 2);

        search.Record(position: 1, value: 0);
        search.Record(position: 2, value: rise);

        Assert.Equal(1 / expected, search.StepFor(1));
    }

    [Fact]
    public void A_second_measurement_at_one_position_leaves_the_slope_unchanged()
    {
        LogSecantSearch search = new(slope: 0.5f, minSlope: 0.1f, maxSlope: 2);

        search.Record(position: 1, value: 0);
        search.Record(position: 1, value: 7);

        Assert.Equal(2, search.StepFor(1));
    }
}
