using System.Collections;
using ImageMagick;
using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Gif;
using JpegReducer.Imaging.Tests.Png;
using JpegReducer.Imaging.Vips;
using JpegReducer.Imaging.WebP;
using JpegReducer.Support.Images;
using Microsoft.Extensions.Time.Testing;
using NetVips;

namespace JpegReducer.Imaging.Tests.Pipeline;

/// <summary>WebP files in addition to the main result.</summary>
public sealed class OtherOutputsTests
{
    private static readonly Reducer Reducer = new(new ReductionLimits());
    private static readonly OutputRequest[] WebP = [new("webp", "webp")];

    private static readonly Dictionary<string, Func<byte[]>> Sources = new()
    {
        ["photo"] = () => TestImages.Photo(),
        ["gray photo"] = () => TestImages.GrayPhoto(),
        ["CMYK photo"] = () => TestImages.CmykPhoto(160, 120),
        ["annotated photo"] = () => TestImages.AnnotatedPhoto(),
        ["PNG photo"] = () => TestImages.PhotoPng(),
        ["PNG drawing"] = () => TestImages.ScreenPng(),
        ["PNG with alpha"] = () => TestImages.FadingPng(100, 75),
        ["PNG of 16 bits"] = () => TestImages.DeepPng(),
        ["GIF"] = () => TestImages.Gif(),
        ["animated GIF"] = () => TestImages.AnimatedGif(),
        ["WebP"] = () => TestImages.WebP(),
    };

    public static TheoryData<string, ReductionMode> SourcesAndModes
    {
        get
        {
            TheoryData<string, ReductionMode> data = [];
            foreach (string source in Sources.Keys)
            {
                foreach (ReductionMode mode in Enum.GetValues<ReductionMode>()) data.Add(source, mode);
            }

            return data;
        }
    }

    [Fact]
    public void An_output_that_exceeds_the_time_limit_does_not_affect_the_main_result()
    {
        byte[] source = TestImages.Photo();
        FakeTimeProvider time = new();
        Reducer reducer = new(new ReductionLimits { MaxDuration = TimeSpan.FromMinutes(1) }, time);
        ReductionOutcome alone = Reduce(source, new ReductionOptions());

        // The requests are read before the main result and again after it.
        ReductionOutcome both = reducer.Reduce(
            source, new ReductionOptions { Outputs = new OnSecondRead(WebP, () => time.Advance(TimeSpan.FromMinutes(2))) }, CancellationToken.None);

        Assert.Equal(Bytes(alone), Bytes(both));
        OutputOutcome.Failed failed = Assert.IsType<OutputOutcome.Failed>(Assert.Single(both.Others));
        Assert.Equal(FailureReason.TimedOut, failed.Reason);
    }

    [Theory, MemberData(nameof(SourcesAndModes))]
    public void Each_output_reaches_the_promised_score_and_does_not_change_the_main_result(string name, ReductionMode mode)
    {
        byte[] source = Sources[name]();
        ReductionOptions options = new() { Mode = mode };

        ReductionOutcome alone = Reduce(source, options), both = Reduce(source, options with { Outputs = WebP });

        Assert.Equal(Bytes(alone), Bytes(both));
        Assert.Equal(alone.GetType(), both.GetType());
        Assert.Empty(alone.Others);
        OutputOutcome other = Assert.Single(both.Others);
        Assert.Equal("webp", other.Name);
        if (other is not OutputOutcome.Reduced webp)
        {
            OutputOutcome.Skipped skipped = Assert.IsType<OutputOutcome.Skipped>(other);
            Assert.Equal(Skips(name, mode), skipped.Reason);
            return;
        }

        Assert.True(webp.Bytes.Length < (Bytes(both) ?? source).Length);
        Assert.Equal(("webp", "image/webp", ".webp"), (webp.Info.Format.Name, webp.Info.MediaType, webp.Info.Format.Extension));
        double score = Score(source, webp.Bytes.ToArray());
        Assert.InRange(score, mode switch { ReductionMode.Lossy => 76, ReductionMode.Glossy => 86, _ => 100 }, 100);
        Assert.True(webp.Score is { Measured: true });
        if (webp.Info.Frames == 1) Assert.Equal(webp.Score!.Value.Value, score, tolerance: 0.01);
    }

    [Fact]
    public void Pictures_of_lossless_formats_are_smaller_as_webp()
    {
        foreach (string name in new[] { "PNG photo", "GIF", "animated GIF" })
        {
            OutputOutcome other = Assert.Single(Reduce(Sources[name](), new ReductionOptions { Outputs = WebP }).Others);
            Assert.True(other is OutputOutcome.Reduced, $"{name}: {other}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void An_orientation_is_applied_once(int orientation)
    {
        byte[] source = Blurred(TestImages.TurnedPhoto(orientation));

        foreach (MetadataPolicy policy in Enum.GetValues<MetadataPolicy>())
        {
            OutputOutcome.Reduced webp = Made(source, new ReductionOptions { Metadata = policy });

            Assert.Equal(orientation >= 5 ? (96, 160) : (160, 96), (webp.Info.Width, webp.Info.Height));
            Assert.InRange(Score(source, webp.Bytes.ToArray()), 76, 100);
            using MagickImage image = new(webp.Bytes.ToArray());
            Assert.True(image.Orientation is Orientation.Undefined or Orientation.TopLeft, $"{image.Orientation}");
        }
    }

    [Theory]
    [InlineData(MetadataPolicy.Strip, false, false)]
    [InlineData(MetadataPolicy.Rights, true, false)]
    [InlineData(MetadataPolicy.Keep, true, true)]
    public void Metadata_follows_the_policy_and_the_profile_stays(MetadataPolicy policy, bool hasArtist, bool hasXmp)
    {
        using Image annotated = Image.NewFromBuffer(TestImages.AnnotatedPhoto());
        byte[] source = annotated.PngsaveBuffer();

        OutputOutcome.Reduced webp = Made(source, new ReductionOptions { Metadata = policy });

        using MagickImage before = new(source), after = new(webp.Bytes.ToArray());
        Assert.Equal(before.GetColorProfile()!.ToByteArray(), after.GetColorProfile()!.ToByteArray());
        Assert.Equal(hasArtist ? "Someone" : null, after.GetExifProfile()?.GetValue(ExifTag.Artist)?.Value);
        Assert.Equal(hasXmp, after.GetXmpProfile() is not null);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(4, 5)]
    public void An_animation_keeps_its_timing_and_is_played_as_often(int repeats, int plays)
    {
        uint[] colors = [.. Enumerable.Range(0, 256).Select(value => (uint)(value * 0x010203 % 0xFFFFFF))];
        GifBuilder builder = new(32, 32, colors);
        if (repeats >= 0) builder.Loops(repeats);
        byte[] first = Ramp(1), second = Ramp(2);
        byte[] source = builder.Control(delay: 0).Frame(0, 0, 32, 32, first).Control(delay: 7).Frame(0, 0, 32, 32, second)
            .Control(delay: 20).Frame(0, 0, 32, 32, second).Control(delay: 30).Frame(0, 0, 32, 32, first).End();

        OutputOutcome.Reduced webp = Made(source, new ReductionOptions { Mode = ReductionMode.Lossless });

        Assert.Equal(3, webp.Info.Frames);
        using Image image = new WebPFormat().Loader.Open(webp.Bytes.ToArray(), Enums.Access.Sequential, CancellationToken.None);
        Assert.Equal([100, 270, 300], AnimationTiming.ShownDelays(image));
        Assert.Equal(plays, AnimationTiming.Loops(image));
    }

    [Fact]
    public void A_webp_source_has_no_additional_webp()
    {
        ReductionOutcome outcome = Reduce(TestImages.LosslessWebP(), new ReductionOptions { Outputs = WebP });

        Assert.Equal(new OutputOutcome.Skipped("webp", SkippedReason.SameFormat), Assert.Single(outcome.Others));
    }

    [Fact]
    public void Color_spaces_that_only_png_can_state_are_not_converted()
    {
        byte[] source = PngBuilder.Build(64, 64, 2, 8, (x, y) => [4 * x, 4 * y, 2 * (x + y)], [("gAMA", [0, 1, 0x86, 0xA0])]);
        byte[] standard = PngBuilder.Build(64, 64, 2, 8, (x, y) => [4 * x, 4 * y, 2 * (x + y)], [("gAMA", [0, 0, 0xB1, 0x8F])]);

        Assert.Equal(SkippedReason.NotRepresentable, Reason(source));
        Assert.NotEqual(SkippedReason.NotRepresentable, Reason(standard));

        static SkippedReason? Reason(byte[] png) =>
            (Assert.Single(Reduce(png, new ReductionOptions { Outputs = WebP }).Others) as OutputOutcome.Skipped)?.Reason;
    }

    [Fact]
    public void A_damaged_source_that_is_kept_has_no_other_outputs_and_a_failed_one_has_none()
    {
        byte[] damaged = BrokenImages.CorruptJpeg();
        ReductionOutcome kept = Reduce(damaged, new ReductionOptions { Outputs = WebP });

        Assert.Equal(KeptReason.Damaged, Assert.IsType<ReductionOutcome.Kept>(kept).Reason);
        Assert.Equal(SkippedReason.Damaged, Assert.IsType<OutputOutcome.Skipped>(Assert.Single(kept.Others)).Reason);
        Assert.Empty(Reduce(BrokenImages.Html, new ReductionOptions { Outputs = WebP }).Others);
    }

    [Fact]
    public void An_output_in_a_format_without_encoder_throws()
    {
        foreach (string format in new[] { "jpeg", "bmp" })
        {
            ReductionOptions options = new() { Outputs = [new OutputRequest("other", format)] };
            ImageInfo info = ImageHeader.Read(TestImages.Photo()).Info!.Value;

            Assert.Throws<ArgumentException>(() => Reduce(TestImages.Photo(), options));
            Assert.Throws<ArgumentException>(() => WorkingMemory.Needed(info, options));
        }
    }

    [Fact]
    public void Working_memory_includes_other_outputs()
    {
        ImageInfo info = ImageHeader.Read(TestImages.Photo()).Info!.Value;

        Assert.True(WorkingMemory.Needed(info, new ReductionOptions { Outputs = WebP }) > WorkingMemory.Needed(info, new ReductionOptions()));
    }

    private static SkippedReason Skips(string name, ReductionMode mode) => name switch
    {
        "WebP" => SkippedReason.SameFormat,
        "CMYK photo" or "PNG of 16 bits" when mode == ReductionMode.Lossless => SkippedReason.NotRepresentable,
        _ => SkippedReason.NotSmaller,
    };

    /// <summary>A smooth picture, which is smaller as WebP than as JPEG.</summary>
    private static byte[] Blurred(byte[] jpeg)
    {
        using MagickImage image = new(jpeg);
        image.Blur(0, 4);
        image.Quality = 95;
        return image.ToByteArray(MagickFormat.Jpeg);
    }

    private static byte[] Ramp(int step) => [.. Enumerable.Range(0, 32 * 32).Select(i => (byte)(i * step))];

    private static OutputOutcome.Reduced Made(byte[] source, ReductionOptions options) =>
        Assert.IsType<OutputOutcome.Reduced>(Assert.Single(Reduce(source, options with { Outputs = WebP }).Others));

    private static ReductionOutcome Reduce(byte[] source, ReductionOptions options) => Reducer.Reduce(source, options, CancellationToken.None);

    private static byte[]? Bytes(ReductionOutcome outcome) => (outcome as ReductionOutcome.Reduced)?.Bytes.ToArray();

    private static double Score(byte[] source, byte[] result) =>
        Assert.IsType<ComparisonOutcome.Scored>(new ImageComparer(new ReductionLimits()).Compare(source, result, CancellationToken.None)).Score.Value;

    /// <summary>A list that runs an action when it is enumerated for the second time.</summary>
    private sealed class OnSecondRead(OutputRequest[] requests, Action action) : IReadOnlyList<OutputRequest>
    {
        private int _reads;

        public int Count => requests.Length;

        public OutputRequest this[int index] => requests[index];

        public IEnumerator<OutputRequest> GetEnumerator()
        {
            if (++_reads == 2) action();
            return ((IEnumerable<OutputRequest>)requests).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
