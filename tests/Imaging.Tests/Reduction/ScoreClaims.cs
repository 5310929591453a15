using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Pixels;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Reported scores of JPEG results are correct, and results reach the promised score, for every kind of content.</summary>
public sealed class ScoreClaims
{
    /// <summary>How far a reported score may be from the measured one.</summary>
    private const double Near = 3;

    private static readonly (int Quality, bool HalfChroma)[] Sources = [(95, false), (90, true), (75, true), (50, true)];

    private static readonly ReductionOptions[] Asked =
    [
        new(), new() { Mode = ReductionMode.Glossy }, new() { Quality = 50 }, new() { Quality = 65 }, new() { Quality = 83 }, new() { Quality = 95 },
    ];

    public static TheoryData<ContentKind> Kinds => [.. Enum.GetValues<ContentKind>()];

    [Theory, MemberData(nameof(Kinds))]
    [Trait("Category", "Slow")]
    public void Scores_are_correct_and_results_reach_the_promise(ContentKind kind) =>
        Parallel.ForEach(Sources, source => CheckAll(ContentPictures.Jpeg(kind, 320, 240, 1, source.Quality, source.HalfChroma), Asked));

    [Theory, MemberData(nameof(Kinds))]
    [Trait("Category", "Slow")]
    public void Scores_are_correct_in_large_pictures(ContentKind kind) =>
        CheckAll(ContentPictures.Jpeg(kind, 1100, 820, 2, 95, halfChroma: false), [new(), new() { Mode = ReductionMode.Glossy }]);

    [Theory, MemberData(nameof(Kinds))]
    public void Scores_are_correct_with_more_effort(ContentKind kind) =>
        CheckAll(
            ContentPictures.Jpeg(kind, 256, 192, 3, 95, halfChroma: false),
            [new() { Effort = Effort.High }, new() { Mode = ReductionMode.Glossy, Effort = Effort.Thorough }]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 40)]
    [InlineData(300, 3)]
    [InlineData(8, 8)]
    [InlineData(16, 16)]
    [InlineData(24, 31)]
    [InlineData(48, 48)]
    [InlineData(64, 64)]
    [InlineData(100, 128)]
    [Trait("Category", "Slow")]
    public void Scores_are_correct_in_small_pictures_and_color_errors_are_small(int width, int height)
    {
        Parallel.ForEach(Enum.GetValues<ContentKind>(), kind =>
        {
            foreach ((int quality, bool halfChroma) in Sources)
            {
                byte[] source = ContentPictures.Jpeg(kind, width, height, 4, quality, halfChroma);
                foreach (ReductionOptions options in Asked)
                {
                    if (Check(source, options) is not { } reduced) continue;

                    ColorErrors errors = ColorErrors.Measure(Decode(source).AsRgb(), Decode(reduced.Bytes.ToArray()).AsRgb());
                    Assert.True(QualityGuard.Allows(errors, ScorePromise.Of(options)), $"{kind} q{quality} {options}: {errors}");
                }
            }
        });
    }

    [Fact]
    public void A_picture_of_four_pixels_keeps_its_colors()
    {
        byte[] pixels = [255, 0, 0, 0, 0, 255, 0, 255, 0, 255, 255, 255];
        using Image raw = Image.NewFromMemory(pixels, 2, 2, 3, Enums.BandFormat.Uchar);
        using Image picture = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        byte[] source = picture.JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off);

        DecodedPicture result =
            Decode(Engine.Reduce(source, new ReductionOptions()) is ReductionOutcome.Reduced reduced ? reduced.Bytes.ToArray() : source);

        Assert.True(QualityGuard.Allows(ColorErrors.Measure(Decode(source).AsRgb(), result.AsRgb()), ScorePromise.Of(new ReductionOptions())));
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("turned")]
    [InlineData("gray")]
    [InlineData("cmyk")]
    public void Scores_are_correct_if_pixels_are_not_shown_as_they_are_stored(string special) =>
        CheckAll(
            special switch
            {
                "profile" => TestImages.AnnotatedPhoto(),
                "turned" => TestImages.TurnedPhoto(6),
                "gray" => TestImages.GrayPhoto(),
                _ => TestImages.CmykPhoto(),
            },
            Asked);

    [Theory, MemberData(nameof(Kinds))]
    [Trait("Category", "Slow")]
    public void A_result_of_a_lossy_mode_is_kept_by_the_same_mode(ContentKind kind) =>
        Parallel.ForEach(Sources, source =>
        {
            foreach (int seed in new[] { 5, 6 })
            {
                byte[] first = ContentPictures.Jpeg(kind, 240, 180, seed, source.Quality, source.HalfChroma);
                foreach (ReductionOptions options in (ReductionOptions[])[.. Asked, new() { Effort = Effort.High }])
                {
                    if (Engine.Reduce(first, options) is not ReductionOutcome.Reduced { Score.Value: < 100 } reduced) continue;

                    ReductionOutcome again = Engine.Reduce(reduced.Bytes.ToArray(), options);

                    Assert.True(again is ReductionOutcome.Kept { Reason: KeptReason.AlreadyReduced }, $"{kind} q{source.Quality} {options}: {again}");
                }
            }
        });

    [Fact]
    public void A_result_of_glossy_may_still_be_reduced_by_lossy()
    {
        byte[] source = ContentPictures.Jpeg(ContentKind.Photo, 640, 480, 7, 97, halfChroma: false);
        ReductionOutcome.Reduced glossy =
            Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, new ReductionOptions { Mode = ReductionMode.Glossy }));

        ReductionOutcome.Reduced lossy = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(glossy.Bytes.ToArray(), new ReductionOptions()));

        Assert.True(lossy.Score is { Value: < 100 });
    }

    [Theory]
    [InlineData(ContentKind.ThinLines)]
    [InlineData(ContentKind.Chart)]
    public void Thin_colored_lines_keep_their_color(ContentKind kind)
    {
        byte[] source = ContentPictures.Jpeg(kind, 640, 480, 8, 95, halfChroma: false);

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, new ReductionOptions()));

        Assert.True(reduced.Score is { Value: < 100 });
        Assert.Equal(3, reduced.Info.SamplesPerPixel);
    }

    [Theory, MemberData(nameof(Kinds))]
    [Trait("Category", "Slow")]
    public void Scores_of_encoded_pixels_are_correct_and_results_reach_the_promise(ContentKind kind)
    {
        byte[] pixels = ContentPictures.Pixels(kind, 320, 240, 9);
        foreach (ReductionOptions options in Asked)
        {
            EncodedJpeg encoded = JpegEncoder.Encode(new PixelPicture(pixels, 320, 240, 3), options, CancellationToken.None);

            double measured = Ssimulacra2.Measure(new RgbPicture(pixels, 320, 240), Decode(encoded.Bytes.ToArray()).AsRgb());
            Assert.InRange(encoded.Score.Value, measured - Near, measured + Near);

            // Rounding to YCbCr alone reduces the score of dark pictures below the highest scores.
            if (options.Quality != 95) Assert.True(measured >= ScorePromise.Of(options).Minimum, $"{options}: {measured}");
        }
    }

    private static void CheckAll(byte[] source, ReductionOptions[] asked)
    {
        foreach (ReductionOptions options in asked) Check(source, options);
    }

    /// <summary>Reduces, and compares the result with its reported score.</summary>
    private static ReductionOutcome.Reduced? Check(byte[] source, ReductionOptions options)
    {
        ReductionOutcome outcome = Engine.Reduce(source, options);
        Assert.IsNotType<ReductionOutcome.Failed>(outcome);
        if (outcome is not ReductionOutcome.Reduced reduced) return null;

        double measured = Assert.IsType<ComparisonOutcome.Scored>(
            new ImageComparer(new ReductionLimits()).Compare(source, reduced.Bytes, CancellationToken.None)).Score.Value;
        FidelityScore reported = Assert.NotNull(reduced.Score);
        Assert.True(Math.Abs(reported.Value - measured) <= (reported.Measured ? 0.05 : Near), $"{options}: {reported}, measured {measured}");
        Assert.True(measured >= ScorePromise.Of(options).Minimum, $"{options}: measured {measured}");
        return reduced;
    }

    private static DecodedPicture Decode(byte[] file) => DecodedPicture.Decode(file, JpegDescription.Loader, CancellationToken.None);
}
