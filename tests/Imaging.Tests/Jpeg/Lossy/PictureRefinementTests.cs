using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class PictureRefinementTests
{
    private static readonly byte[] Photo = TestPictures.Vips(512, 384, quality: 95);

    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "gray", TestPictures.Vips(bands: 1, quality: 95) },
        { "4:4:4", TestPictures.Vips(quality: 95) },
        { "4:2:0", TestPictures.Vips(subsample: true, quality: 95) },
        { "4:1:1", TestPictures.Magick("4x1,1x1,1x1", quality: 95) },
        { "mixed factors", TestPictures.Magick("2x2,2x1,1x2", quality: 95) },
        { "CMYK", TestPictures.Vips(bands: 4, quality: 95) },
        { "narrow", TestPictures.Vips(11, 300, quality: 95) },
        { "more than a tile", TestPictures.Vips(700, 501, quality: 95) },
    };

    [Fact]
    public void A_higher_effort_makes_a_smaller_file_with_the_same_target()
    {
        int normal = Reduce(Photo, new ReductionOptions { TargetScore = 75 }).Bytes.Length;
        int high = Reduce(Photo, new ReductionOptions { TargetScore = 75, Effort = Effort.High }).Bytes.Length;
        int thorough = Reduce(Photo, new ReductionOptions { TargetScore = 75, Effort = Effort.Thorough }).Bytes.Length;

        Assert.InRange(high, 1, 0.98 * normal);
        Assert.InRange(thorough, 1, 0.98 * high);
    }

    [Theory, MemberData(nameof(Pictures))]
    public void The_result_is_decoded_by_two_decoders(string name, byte[] source)
    {
        ReductionOutcome.Reduced reduced = Reduce(source, new ReductionOptions { Quality = 70, Effort = Effort.High });

        Assert.Equal(TestPictures.DecodeByVips(source).Length, TestPictures.DecodeByVips(reduced.Bytes).Length);
        Assert.Equal(TestPictures.DecodeByMagick(source).Length, TestPictures.DecodeByMagick(reduced.Bytes).Length);
        Assert.True(reduced.Bytes.Length < source.Length, name);
    }

    [Fact]
    public void The_score_is_close_to_the_quality()
    {
        ReductionOutcome.Reduced reduced = Reduce(Photo, new ReductionOptions { Quality = 75, Effort = Effort.High });

        double score = Assert.IsType<ComparisonOutcome.Scored>(
            new ImageComparer(new ReductionLimits()).Compare(Photo, reduced.Bytes, CancellationToken.None)).Score.Value;
        Assert.InRange(score, 72, 79);
        Assert.InRange(reduced.Score!.Value.Value, score - 2, score + 2);
    }

    [Fact]
    public void The_same_source_gives_the_same_bytes()
    {
        ReductionOptions options = new() { Quality = 75, Effort = Effort.High };

        Assert.True(Reduce(Photo, options).Bytes.Span.SequenceEqual(Reduce([.. Photo], options).Bytes.Span));
    }

    [Fact]
    public void Effort_does_not_change_lossless_results()
    {
        ReductionOptions options = new() { Mode = ReductionMode.Lossless };

        Assert.True(Reduce(Photo, options).Bytes.Span.SequenceEqual(Reduce(Photo, options with { Effort = Effort.Thorough }).Bytes.Span));
    }

    [Theory]
    [InlineData(Effort.Normal, 1, 0)]
    [InlineData(Effort.High, 24_000_000, 2)]
    [InlineData(Effort.Thorough, 24_000_000, 8)]
    [InlineData(Effort.Thorough, 50_000_000, 4)]
    [InlineData(Effort.High, 120_000_000, 1)]
    [InlineData(Effort.Thorough, 1_000_000_000, 1)]
    public void Large_pictures_get_fewer_rounds_because_of_the_time_limit(Effort effort, long pixels, int rounds) =>
        Assert.Equal(rounds, EffortRounds.Count(effort, pixels));

    [Fact]
    public void It_can_be_cancelled()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(1));
        byte[] large = TestPictures.Vips(2400, 1800, quality: 95);

        Assert.Throws<OperationCanceledException>(
            () => new Reducer(new ReductionLimits()).Reduce(large, new ReductionOptions { Effort = Effort.Thorough }, soon.Token));
    }

    private static ReductionOutcome.Reduced Reduce(byte[] source, ReductionOptions options) =>
        Assert.IsType<ReductionOutcome.Reduced>(new Reducer(new ReductionLimits()).Reduce(source, options, CancellationToken.None));
}
