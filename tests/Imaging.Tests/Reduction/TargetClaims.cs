using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class TargetClaims
{
    [Theory]
    [InlineData(65)]
    [InlineData(80)]
    [InlineData(90)]
    public void The_result_measures_no_less_than_its_target_and_little_more(double target)
    {
        byte[] source = TestImages.Photo(512, 384, halfChroma: true);

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Reach(source, target));

        FidelityScore score = Assert.NotNull(reduced.Score);
        Assert.True(score.Measured);
        Assert.InRange(score.Value, target, target + 3);
        Assert.Equal(score.Value, Measure(source, reduced.Bytes), 0.000001);
    }

    [Fact]
    public void A_lower_target_gives_a_smaller_file()
    {
        byte[] source = TestImages.Photo(512, 384);

        int[] sizes = [.. new[] { 60.0, 75, 90 }.Select(target => Assert.IsType<ReductionOutcome.Reduced>(Reach(source, target)).Bytes.Length)];

        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void Other_formats_are_reduced_without_loss_for_any_target()
    {
        byte[] source = TestImages.PhotoPng();

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Reach(source, 50));

        Assert.Equal(0, SecondDecoder.Difference(source, reduced.Bytes.ToArray()));
    }

    [Fact]
    public void A_file_that_cannot_be_measured_is_reduced_without_loss()
    {
        byte[] source = TestImages.Photo(64, 64);
        byte[] withSpareData = [.. source[..^2], .. new byte[40], .. source[^2..]];

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Reach(withSpareData, 70));

        Assert.Equal(0, SecondDecoder.Difference(source, reduced.Bytes.ToArray()));
        Assert.Equal(new FidelityScore(100, Measured: true), reduced.Score);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(double.NaN)]
    public void A_target_outside_the_scale_is_rejected(double target) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReductionOptions { TargetScore = target });

    private static ReductionOutcome Reach(byte[] source, double target) =>
        new Reducer(new ReductionLimits()).Reduce(source, new ReductionOptions { TargetScore = target }, CancellationToken.None);

    private static double Measure(byte[] source, ReadOnlyMemory<byte> result) =>
        Assert.IsType<ComparisonOutcome.Scored>(new ImageComparer(new ReductionLimits()).Compare(source, result, CancellationToken.None)).Score.Value;
}
