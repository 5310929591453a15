using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class ImageComparerTests
{
    private const string Orientation = "orientation";

    private readonly TestPicture _scene = TestPicture.Scene(120, 80);

    [Fact]
    public void Two_files_with_the_same_pixels_score_100()
    {
        using Image image = ImageOf(_scene);

        ComparisonOutcome outcome = Compare(image.PngsaveBuffer(), image.WebpsaveBuffer(lossless: true));

        Assert.Equal(new FidelityScore(100, Measured: true), Assert.IsType<ComparisonOutcome.Scored>(outcome).Score);
    }

    [Fact]
    public void The_score_is_that_of_the_decoded_pixels()
    {
        using Image image = ImageOf(_scene);
        byte[] jpeg = image.JpegsaveBuffer(q: 60);
        using Image decoded = Image.NewFromBuffer(jpeg);
        double expected = Ssimulacra2.Measure(
            _scene.AsRgb(), new RgbPicture(decoded.WriteToMemory<byte>(), decoded.Width, decoded.Height));

        ComparisonOutcome outcome = Compare(image.PngsaveBuffer(), jpeg);

        Assert.Equal(expected, Assert.IsType<ComparisonOutcome.Scored>(outcome).Score.Value);
    }

    [Fact]
    public void The_distance_is_that_of_the_decoded_pixels_and_only_on_request()
    {
        using Image image = ImageOf(_scene);
        byte[] png = image.PngsaveBuffer(), jpeg = image.JpegsaveBuffer(q: 60);
        using Image decoded = Image.NewFromBuffer(jpeg);
        RgbPicture distorted = new(decoded.WriteToMemory<byte>(), decoded.Width, decoded.Height);

        ComparisonOutcome both = new ImageComparer(new ReductionLimits()).CompareByBoth(png, jpeg, CancellationToken.None);

        ComparisonOutcome.Scored scored = Assert.IsType<ComparisonOutcome.Scored>(both);
        Assert.Equal(ButteraugliDistance.Measure(_scene.AsRgb(), distorted), scored.Butteraugli);
        Assert.Equal(scored with { Butteraugli = null }, Compare(png, jpeg));
    }

    [Fact]
    public void A_file_with_an_orientation_is_compared_upright()
    {
        using Image upright = ImageOf(_scene);
        using Image turned = upright.Rot270().Mutate(fields => fields.Set(GValue.GIntType, Orientation, 6));
        byte[] stored = turned.JpegsaveBuffer(q: 95);

        ComparisonOutcome outcome = Compare(upright.PngsaveBuffer(), stored);

        Assert.InRange(Assert.IsType<ComparisonOutcome.Scored>(outcome).Score.Value, 80, 100);
    }

    [Fact]
    public void A_wide_gamut_profile_is_converted_before_comparing()
    {
        using Image srgb = ImageOf(_scene);
        using Image wide = srgb.IccTransform("p3", inputProfile: "srgb", depth: 8);
        byte[] withProfile = wide.PngsaveBuffer();
        byte[] withoutProfile = wide.PngsaveBuffer(keep: Enums.ForeignKeep.None);

        ComparisonOutcome converted = Compare(srgb.PngsaveBuffer(), withProfile);
        ComparisonOutcome unconverted = Compare(srgb.PngsaveBuffer(), withoutProfile);

        double score = Assert.IsType<ComparisonOutcome.Scored>(converted).Score.Value;
        Assert.InRange(score, 90, 100);
        Assert.True(score > Assert.IsType<ComparisonOutcome.Scored>(unconverted).Score.Value + 3);
    }

    [Fact]
    public void Gray_is_compared_with_color()
    {
        using Image gray = ImageOf(_scene).Colourspace(Enums.Interpretation.Bw);
        using Image color = gray.Colourspace(Enums.Interpretation.Srgb);

        ComparisonOutcome outcome = Compare(gray.PngsaveBuffer(), color.PngsaveBuffer());

        Assert.Equal(100, Assert.IsType<ComparisonOutcome.Scored>(outcome).Score.Value);
    }

    [Fact]
    public void Pictures_of_different_sizes_are_reported_as_such()
    {
        using Image image = ImageOf(_scene);

        ComparisonOutcome outcome = Compare(image.PngsaveBuffer(), image.Crop(0, 0, 119, 80).PngsaveBuffer());

        Assert.IsType<ComparisonOutcome.SizesDiffer>(outcome);
    }

    [Fact]
    public void The_file_that_cannot_be_decoded_is_reported()
    {
        byte[] valid = ImageOf(_scene).JpegsaveBuffer();
        byte[] cut = valid[..(valid.Length / 2)];

        ComparisonOutcome.Refused first = Assert.IsType<ComparisonOutcome.Refused>(Compare(cut, valid));
        ComparisonOutcome.Refused second = Assert.IsType<ComparisonOutcome.Refused>(Compare(valid, "no image"u8.ToArray()));

        Assert.Equal((ComparedSide.Reference, FailureReason.Truncated), (first.Side, first.Failure.Reason));
        Assert.Equal((ComparedSide.Distorted, FailureReason.NotAnImage), (second.Side, second.Failure.Reason));
    }

    [Fact]
    public void Pictures_beyond_the_limits_are_not_decoded()
    {
        byte[] bytes = ImageOf(_scene).PngsaveBuffer();
        ImageComparer comparer = new(new ReductionLimits { MaxPixels = (120 * 80) - 1 });

        ComparisonOutcome outcome = comparer.Compare(bytes, bytes, CancellationToken.None);

        Assert.Equal(FailureReason.TooLarge, Assert.IsType<ComparisonOutcome.Refused>(outcome).Failure.Reason);
    }

    [Fact]
    public void A_comparison_can_be_cancelled()
    {
        byte[] bytes = ImageOf(_scene).PngsaveBuffer();

        Assert.ThrowsAny<OperationCanceledException>(
            () => new ImageComparer(new ReductionLimits()).Compare(bytes, bytes, new CancellationToken(canceled: true)));
    }

    private static ComparisonOutcome Compare(byte[] reference, byte[] distorted) =>
        new ImageComparer(new ReductionLimits()).Compare(reference, distorted, CancellationToken.None);

    private static Image ImageOf(TestPicture picture) =>
        Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
}
