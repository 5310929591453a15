using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class ScorePromiseTests
{
    [Theory]
    [InlineData(ReductionMode.Lossy, null, 78, 76)]
    [InlineData(ReductionMode.Glossy, null, 88, 86)]
    [InlineData(ReductionMode.Lossy, 60, 60, 58)]
    [InlineData(ReductionMode.Glossy, 95, 95, 93)]
    [InlineData(ReductionMode.Lossy, 100, 99.5, 98)]
    public void A_mode_or_quality_promises_its_score_with_a_tolerance_of_two_points(ReductionMode mode, int? quality, double target, double minimum)
    {
        ScorePromise promise = ScorePromise.Of(new ReductionOptions { Mode = mode, Quality = quality });

        Assert.Equal(new ScorePromise(target, minimum), promise);
    }

    [Fact]
    public void A_target_is_promised_without_a_tolerance()
    {
        Assert.Equal(new ScorePromise(81.5, 81.5), ScorePromise.Of(new ReductionOptions { TargetScore = 81.5 }));
    }
}
