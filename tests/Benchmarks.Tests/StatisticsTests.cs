using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Statistics;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void Means_are_geometric_and_the_worst_picture_is_named()
    {
        Distribution found = Distribution.Of([("a", Math.Log(0.5)), ("b", Math.Log(2)), ("c", Math.Log(1)), ("d", Math.Log(0.8))])!;

        Assert.Equal(Math.Pow(0.8, 0.25), found.Mean, 9);
        Assert.Equal(Math.Sqrt(0.8), found.Median, 9);
        Assert.Equal(2, found.Worst, 9);
        Assert.Equal("b", found.WorstName);
        Assert.Equal(0.25, found.LargerShare);
    }

    [Fact]
    public void Ninety_five_per_cent_of_the_pictures_do_not_exceed_the_95th_percentile()
    {
        Distribution found = Distribution.Of(Enumerable.Range(1, 40).Select(i => ($"{i}", Math.Log(i))))!;

        Assert.Equal(38, found.NinetyFifth, 9);
        Assert.Equal(Math.Sqrt(20 * 21), found.Median, 9);
    }

    [Fact]
    public void Without_pictures_there_is_no_distribution() => Assert.Null(Distribution.Of([]));

    [Fact]
    public void Fewer_bytes_at_a_higher_quality_are_a_violation()
    {
        Monotony found = Monotony.OfBytes([Result(100, 1), Result(100, 1), Result(90, 1), Result(200, 1)]);

        Assert.Equal(new Monotony(Steps: 3, Violations: 1), found);
    }

    [Fact]
    public void A_worse_value_at_a_higher_quality_is_a_violation_in_either_direction()
    {
        Measurement[] increasing = [Result(1, 0.5), Result(2, 0.7), Result(3, 0.9)];

        Assert.Equal(0, Monotony.OfValues(increasing, "key", Judge.Ssimulacra2).Violations);
        Assert.Equal(2, Monotony.OfValues(increasing, "key", Judge.ButteraugliMax).Violations);
    }

    private static Measurement Result(int bytes, double value) => new(
        new Try("source", "encoder", "1", bytes), bytes, $"{bytes}", IsLossless: false, 0,
        new Dictionary<string, double> { ["key"] = value });
}
