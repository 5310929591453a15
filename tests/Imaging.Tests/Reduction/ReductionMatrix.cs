using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Properties of every kind of image in every mode.</summary>
public sealed class ReductionMatrix
{
    private static readonly Dictionary<string, Func<byte[]>> Sources = new()
    {
        ["camera JPEG"] = () => TestImages.Photo(),
        ["JPEG of few bytes"] = () => TestImages.Photo(quality: 20),
        ["tiny JPEG"] = () => TestImages.Photo(1, 1),
        ["turned JPEG"] = () => TestImages.TurnedPhoto(6),
        ["annotated JPEG"] = () => TestImages.AnnotatedPhoto(),
        ["gray JPEG"] = () => TestImages.GrayPhoto(),
        ["CMYK JPEG"] = () => TestImages.CmykPhoto(),
        ["photo PNG"] = () => TestImages.PhotoPng(),
        ["screen PNG"] = () => TestImages.ScreenPng(),
        ["fading PNG"] = () => TestImages.FadingPng(100, 75),
        ["deep PNG"] = () => TestImages.DeepPng(),
        ["GIF"] = () => TestImages.Gif(),
        ["animated GIF"] = () => TestImages.AnimatedGif(),
        ["WebP"] = () => TestImages.WebP(),
        ["lossless WebP"] = () => TestImages.LosslessWebP(100, 75),
        ["animated WebP"] = () => TestImages.AnimatedWebP(),
    };

    public static TheoryData<string, ReductionMode, MetadataPolicy> Cells()
    {
        TheoryData<string, ReductionMode, MetadataPolicy> cells = [];
        foreach (string source in Sources.Keys)
        {
            foreach (ReductionMode mode in Enum.GetValues<ReductionMode>())
            {
                foreach (MetadataPolicy policy in Enum.GetValues<MetadataPolicy>()) cells.Add(source, mode, policy);
            }
        }

        return cells;
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_result_is_smaller_and_shows_the_same_picture(string name, ReductionMode mode, MetadataPolicy policy)
    {
        byte[] source = Sources[name]();

        ReductionOutcome outcome = Engine.Reduce(source, mode, policy);

        ImageInfo info = ImageHeader.Read(source).Info!.Value;
        Assert.Equal(info, outcome.Source);
        if (outcome is not ReductionOutcome.Reduced reduced)
        {
            Assert.IsType<ReductionOutcome.Kept>(outcome);
            return;
        }

        byte[] result = reduced.Bytes.ToArray();
        Assert.True(result.Length < source.Length);
        Assert.Equal((info.Format, info.Frames), (reduced.Info.Format, reduced.Info.Frames));
        Assert.InRange(SecondDecoder.Difference(source, result), 0, mode == ReductionMode.Lossless ? 0 : 6);
    }

    [Theory, MemberData(nameof(Cells))]
    [Trait("Category", "Slow")]
    public void The_same_source_and_options_give_the_same_bytes(string name, ReductionMode mode, MetadataPolicy policy)
    {
        byte[] source = Sources[name]();

        ReductionOutcome first = Engine.Reduce(source, mode, policy);
        ReductionOutcome second = Engine.Reduce([.. source], mode, policy);

        Assert.Equal(Bytes(first), Bytes(second));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Threads_do_not_disturb_one_another()
    {
        byte[][] sources = [.. Sources.Values.Select(make => make())];
        byte[][] alone = [.. sources.Select(source => Bytes(Engine.Reduce(source)))];
        byte[][][] together = new byte[4][][];

        Thread[] threads = [.. Enumerable.Range(0, together.Length).Select(thread =>
            new Thread(() => together[thread] = [.. sources.Select(source => Bytes(Engine.Reduce(source)))]))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(together, results => Assert.Equal(alone, results));
    }

    [Theory]
    [InlineData("camera JPEG")]
    [InlineData("photo PNG")]
    [InlineData("WebP")]
    public void A_result_reduced_again_loses_no_quality(string name)
    {
        byte[] once = Engine.Smaller(Sources[name]());

        byte[] twice = Bytes(Engine.Reduce(once)) is { Length: > 0 } again ? again : once;

        Assert.InRange(SecondDecoder.Difference(once, twice), 0, 0);
    }

    private static byte[] Bytes(ReductionOutcome outcome) => outcome is ReductionOutcome.Reduced reduced ? reduced.Bytes.ToArray() : [];
}
