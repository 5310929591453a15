using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class BaselineClaims
{
    public static TheoryData<string, byte[]> Sources => new()
    {
        { "baseline", TestPictures.Vips(quality: 95) },
        { "progressive", TestPictures.Vips(quality: 95, progressive: true, restartInterval: 1) },
        { "halved chroma", TestPictures.Vips(quality: 95, subsample: true) },
        { "gray", TestPictures.Vips(quality: 95, bands: 1) },
        { "CMYK", TestPictures.Vips(quality: 95, bands: 4) },
    };

    [Theory, MemberData(nameof(Sources))]
    public void A_baseline_result_is_sequential_in_every_mode(string kind, byte[] source)
    {
        foreach (ReductionOptions options in (ReductionOptions[])[new(), new() { Mode = ReductionMode.Glossy },
            new() { Mode = ReductionMode.Lossless }, new() { TargetScore = 80 }, new() { Quality = 60 }])
        {
            ReductionOutcome outcome = Engine.Reduce(source, options with { Baseline = true });

            byte[] result = Assert.IsType<ReductionOutcome.Reduced>(outcome).Bytes.ToArray();
            Assert.True(JpegStreams.Find(result, 0xC0) > 0 && JpegStreams.Find(result, 0xC2) < 0, $"{kind}, {options.Mode}");
            if (options.Mode == ReductionMode.Lossless) Assert.Equal(TestPictures.DecodeByVips(source), TestPictures.DecodeByVips(result));
        }
    }

    [Fact]
    public void If_the_sequential_file_is_not_smaller_the_source_is_kept_progressive_or_not()
    {
        byte[] packed = Engine.Smaller(TestPictures.Vips(quality: 95), ReductionMode.Lossless);
        Assert.True(JpegStreams.Find(packed, 0xC2) > 0);

        ReductionOutcome outcome = Engine.Reduce(packed, new ReductionOptions { Mode = ReductionMode.Lossless, Baseline = true });

        Assert.Equal(KeptReason.NotSmaller, Assert.IsType<ReductionOutcome.Kept>(outcome).Reason);
    }
}
