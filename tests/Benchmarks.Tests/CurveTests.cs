using JpegReducer.Benchmarks.RateQuality.Statistics;

namespace JpegReducer.Benchmarks.Tests;

public sealed class CurveTests
{
    [Fact]
    public void Bytes_are_interpolated_by_their_logarithm_where_higher_is_better()
    {
        Curve curve = new([(1000, 60), (4000, 80)], higherIsBetter: true);

        Assert.Equal(2000, Math.Exp(curve.LogBytesAt(70)!.Value), 6);
        Assert.Equal(70, curve.ValueAt(Math.Log(2000))!.Value, 9);
    }

    [Fact]
    public void Bytes_are_interpolated_by_their_logarithm_where_lower_is_better()
    {
        Curve curve = new([(4000, 0.5), (1000, 1.5)], higherIsBetter: false);

        Assert.Equal(2000, Math.Exp(curve.LogBytesAt(1.0)!.Value), 6);
        Assert.Equal(1.0, curve.ValueAt(Math.Log(2000))!.Value, 9);
        Assert.Equal((1.5, 0.5), curve.Range);
    }

    [Theory]
    [InlineData(true, 59)]
    [InlineData(true, 81)]
    [InlineData(false, -59)]
    [InlineData(false, -81)]
    public void Nothing_is_extrapolated(bool higherIsBetter, double value)
    {
        int sign = higherIsBetter ? 1 : -1;
        Curve curve = new([(1000, sign * 60), (4000, sign * 80)], higherIsBetter);

        Assert.Null(curve.LogBytesAt(value));
        Assert.Null(curve.ValueAt(Math.Log(999)));
        Assert.Null(curve.ValueAt(Math.Log(4001)));
    }

    [Fact]
    public void The_ends_belong_to_the_curve()
    {
        Curve curve = new([(1000, 60), (4000, 80)], higherIsBetter: true);

        Assert.Equal(Math.Log(1000), curve.LogBytesAt(60));
        Assert.Equal(Math.Log(4000), curve.LogBytesAt(80));
    }

    [Fact]
    public void Results_that_contradict_the_direction_are_replaced_by_their_mean()
    {
        Curve curve = new([(1000, 50), (2000, 72), (8000, 68), (16000, 90)], higherIsBetter: true);

        Assert.Equal(4000, Math.Exp(curve.LogBytesAt(70)!.Value), 6);
    }

    [Fact]
    public void Results_of_the_same_size_count_as_one()
    {
        Curve curve = new([(1000, 50), (1000, 60), (2000, 70)], higherIsBetter: true);

        Assert.Equal(1000, Math.Exp(curve.LogBytesAt(55)!.Value), 6);
    }

    [Fact]
    public void Without_results_there_is_no_value()
    {
        Curve curve = new([], higherIsBetter: true);

        Assert.Null(curve.Range);
        Assert.Null(curve.LogBytesAt(70));
    }
}
