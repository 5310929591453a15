using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Png;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Fidelity;
using JpegReducer.Imaging.Tests.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Png;

public sealed class PngPromiseTests
{
    public static TheoryData<string> Names => [.. Sources.Keys];

    private static Dictionary<string, Func<byte[]>> Sources { get; } = new()
    {
        ["photograph"] = () => TestImages.PhotoPng(),
        ["small photograph"] = () => TestImages.PhotoPng(48, 32),
        ["dark clouds"] = () => PngBuilder.Build(200, 150, 2, 8, (x, y) => [Wave(x, y, 40), Wave(y, x, 52), Wave(x + y, x, 61)]),
        ["dark vignette"] = () =>
            PngBuilder.Build(
            200, 150, 2, 8, (x, y) =>
            [(((x - 100) * (x - 100)) + ((y - 75) * (y - 75))) / 800, (((x - 100) * (x - 100)) + ((y - 75) * (y - 75))) / 700, x / 12]),
        ["sky"] = () => PngBuilder.Build(200, 150, 2, 8, (x, y) => [90 + (y / 3), 140 + (y / 2), 235 - (x / 9)]),
        ["fading colors"] = () => TestImages.FadingPng(),
        ["shadow on nothing"] = () => PngBuilder.Build(160, 120, 6, 8, (x, y) => [x / 4, y / 4, (x + y) / 9, Math.Clamp(x + y - 60, 0, 255)]),
        ["screen"] = () => TestImages.ScreenPng(),
    };

    [Theory, MemberData(nameof(Names))]
    [Trait("Category", "Slow")]
    public void The_reported_score_of_a_lossy_result_is_measured_and_reaches_the_promise(string name)
    {
        byte[] source = Sources[name]();

        foreach (ReductionOptions options in (ReductionOptions[])[new(), new() { Mode = ReductionMode.Glossy }, new() { Quality = 60 },
            new() { Quality = 95 }])
        {
            if (Engine.Reduce(source, options) is not ReductionOutcome.Reduced reduced) continue;

            double measured =
                Assert.IsType<ComparisonOutcome.Scored>(
                new ImageComparer(new ReductionLimits()).Compare(source, reduced.Bytes, CancellationToken.None)).Score.Value;
            Assert.Equal(new FidelityScore(measured, Measured: true), reduced.Score);
            Assert.True(measured >= ScorePromise.Of(options).Minimum, $"{options.Mode} {options.Quality}: {measured}");

            ReductionOutcome.Kept again = Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(reduced.Bytes.ToArray(), options));
            if (measured < 100) Assert.Equal(KeptReason.AlreadyReduced, again.Reason);
        }
    }

    [Theory]
    [InlineData("dark clouds")]
    [InlineData("dark vignette")]
    [InlineData("sky")]
    public void Smooth_areas_get_no_bands_or_speckles(string name)
    {
        byte[] source = Sources[name]();

        byte[] result = Engine.Smaller(source);

        DecodedPicture before = DecodedPicture.Decode(source, PngFormat.PixelLoader, CancellationToken.None),
        after = DecodedPicture.Decode(result, PngFormat.PixelLoader, CancellationToken.None);
        Assert.InRange(LocalErrors.WorstWindow(before.AsRgb(), after.AsRgb(), background: 0), 0, 2.75);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void A_rotated_picture_is_reduced_like_an_upright_one(int orientation)
    {
        byte[] turned = PngBuilder.Build(200, 150, 2, 8, Clouds, [("eXIf", Exif.OrientationOnly(orientation))]);

        ReductionOutcome.Reduced expected = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(PngBuilder.Build(200, 150, 2, 8, Clouds)));
        ReductionOutcome.Reduced actual = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(turned));

        Assert.True(expected.Score!.Value.Value < 100, "the result should be lossy");
        Assert.InRange(actual.Bytes.Length - expected.Bytes.Length, 0, Exif.OrientationOnly(orientation).Length + 12);
        Assert.Equal(expected.Score.Value.Value, actual.Score!.Value.Value, tolerance: 2);

        static int[] Clouds(int x, int y) => [Wave(x, y, 40), Wave(y, x, 52), Wave(x + y, x, 61)];
    }

    [Fact]
    public void Sixteen_bits_are_kept_in_lossy_modes_too()
    {
        byte[] result = Engine.Smaller(TestImages.DeepPng());

        Assert.Equal(16, result[24]);
    }

    [Fact]
    public void The_guard_detects_a_band_that_the_score_does_not()
    {
        TestPicture smooth = TestPicture.Scene(64, 64).Map((x, y, _, _) => 30 + (x / 8));
        TestPicture banded = smooth.Map((x, y, _, sample) => x / 32 * 4 + 30);
        TestPicture dithered = smooth.Map((x, y, _, sample) => sample + ((x + y) % 2 == 0 ? 1 : -1));

        Assert.False(LocalErrors.Allows(smooth.AsRgb(), banded.AsRgb(), ScorePromise.Of(new ReductionOptions { Mode = ReductionMode.Glossy })));
        Assert.True(LocalErrors.Allows(smooth.AsRgb(), dithered.AsRgb(), ScorePromise.Of(new ReductionOptions())));
    }

    [Fact]
    public void Fully_transparent_and_opaque_pixels_do_not_change()
    {
        byte[] clear = [.. Enumerable.Repeat<byte[]>([10, 20, 30, 0], 256).SelectMany(pixel => pixel)], veiled = [.. clear];
        for (int at = 3; at < veiled.Length; at += 4) veiled[at] = 5;

        Assert.False(
            LocalErrors.Allows(
            new RgbPicture(clear, 16, 16, hasAlpha: true), new RgbPicture(veiled, 16, 16, hasAlpha: true),
            ScorePromise.Of(new ReductionOptions { Quality = 40 })));
    }

    private static int Wave(int x, int y, int period) => (int)(14 + (12 * Math.Sin(x * 6.3 / period) * Math.Cos(y * 6.3 / period)));
}
