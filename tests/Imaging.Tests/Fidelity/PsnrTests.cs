using JpegReducer.Imaging.Fidelity;
using NetVips;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class PsnrTests
{
    private const double Tolerance = 0.0002;

    [Theory, MemberData(nameof(ReferenceRatios.All), MemberType = typeof(ReferenceRatios))]
    public void Both_ratios_are_those_of_the_reference_program(
        string picture, int width, int height, string distortion, double hvsM, double ofLuma)
    {
        TestPicture reference = TestPicture.Named(picture, width, height);
        TestPicture distorted = reference.Distorted(distortion);

        Assert.Equal(hvsM, HvsM(reference, distorted), Tolerance);
        Assert.Equal(ofLuma, Y(reference, distorted), Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 40)]
    [InlineData(33, 17)]
    public void Identical_pictures_have_an_infinite_ratio(int width, int height)
    {
        TestPicture opaque = TestPicture.Scene(width, height);
        foreach (TestPicture picture in new[] { opaque, opaque.Veiled() })
        {
            Assert.Equal(double.PositiveInfinity, HvsM(picture, picture));
            Assert.Equal(double.PositiveInfinity, Y(picture, picture));
        }
    }

    [Fact]
    public void A_constant_error_has_the_ratio_of_its_square()
    {
        TestPicture sky = TestPicture.Sky(40, 33);

        Assert.Equal(20 * Math.Log10(255 / 5.0), Y(sky, sky.Lighter(5)), 1e-4);
    }

    [Fact]
    public void Both_ratios_increase_with_the_quality_of_a_JPEG()
    {
        TestPicture reference = TestPicture.Scene(320, 240);
        using Image image = Image.NewFromMemory(reference.Pixels, reference.Width, reference.Height, 3, Enums.BandFormat.Uchar);

        TestPicture[] decoded = [.. new[] { 10, 25, 40, 55, 70, 85, 95 }.Select(quality =>
        {
            using Image jpeg = Image.NewFromBuffer(image.JpegsaveBuffer(q: quality));
            return reference with { Pixels = jpeg.WriteToMemory<byte>() };
        })];

        double[] hvsM = [.. decoded.Select(picture => HvsM(reference, picture))], ofLuma = [.. decoded.Select(picture => Y(reference, picture))];
        Assert.Equal(hvsM.Order(), hvsM);
        Assert.Equal(ofLuma.Order(), ofLuma);
    }

    [Fact]
    public void Contrast_hides_errors_from_PSNR_HVS_M_alone()
    {
        TestPicture sky = TestPicture.Sky(96, 64), noisy = sky.Noisy(60);

        Assert.Equal(Y(sky, sky.Noisy(4)), Y(noisy, noisy.Noisy(4)), 0.5);
        Assert.True(HvsM(noisy, noisy.Noisy(4)) > HvsM(sky, sky.Noisy(4)) + 6);
    }

    [Fact]
    public void Both_are_symmetric()
    {
        TestPicture scene = TestPicture.Scene(90, 60), blurred = scene.Blurred();

        Assert.Equal(HvsM(scene, blurred), HvsM(blurred, scene));
        Assert.Equal(Y(scene, blurred), Y(blurred, scene));
    }

    [Fact]
    public void Translucent_pictures_are_compared_on_black_and_on_white()
    {
        TestPicture veiled = TestPicture.Scene(90, 60).Veiled(), noisy = veiled.Noisy(9);
        TestPicture Over(TestPicture picture, int background)
        {
            using Image image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 4, Enums.BandFormat.Uchar);
            using Image tagged = image.Copy(interpretation: Enums.Interpretation.Srgb);
            using Image flat = tagged.Flatten(background: [background]);
            return new TestPicture(flat.WriteToMemory<byte>(), picture.Width, picture.Height);
        }

        // The flattened pictures are rounded to 8 bits.
        double expected = Math.Min(Y(Over(veiled, 0), Over(noisy, 0)), Y(Over(veiled, 255), Over(noisy, 255)));
        Assert.Equal(expected, Y(veiled, noisy), 0.3);
        expected = Math.Min(HvsM(Over(veiled, 0), Over(noisy, 0)), HvsM(Over(veiled, 255), Over(noisy, 255)));
        Assert.Equal(expected, HvsM(veiled, noisy), 0.3);
    }

    [Fact]
    public void A_picture_below_eight_pixels_is_extended_to_eight()
    {
        TestPicture small = TestPicture.Scene(3, 5);
        TestPicture Extended(TestPicture picture)
        {
            using Image image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
            using Image extended = image.Embed(0, 0, 8, 8, extend: Enums.Extend.Copy);
            return new TestPicture(extended.WriteToMemory<byte>(), 8, 8);
        }

        Assert.Equal(HvsM(Extended(small), Extended(small.Noisy(20))), HvsM(small, small.Noisy(20)));
    }

    [Fact]
    public void Pictures_of_different_sizes_are_rejected()
    {
        TestPicture wide = TestPicture.Scene(30, 20), high = TestPicture.Scene(20, 30);

        Assert.Throws<ArgumentException>("distorted", () => HvsM(wide, high));
        Assert.Throws<ArgumentException>("distorted", () => Y(wide, high));
    }

    [Fact]
    public void Both_can_be_cancelled()
    {
        TestPicture scene = TestPicture.Scene(30, 20);
        CancellationToken cancelled = new(canceled: true);

        Assert.Throws<OperationCanceledException>(() => PsnrHvsM.Measure(scene.AsRgb(), scene.AsRgb(), cancelled));
        Assert.Throws<OperationCanceledException>(() => PsnrY.Measure(scene.AsRgb(), scene.AsRgb(), cancelled));
    }

    private static double HvsM(TestPicture reference, TestPicture distorted) => PsnrHvsM.Measure(reference.AsRgb(), distorted.AsRgb());

    private static double Y(TestPicture reference, TestPicture distorted) => PsnrY.Measure(reference.AsRgb(), distorted.AsRgb());
}
