using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Lanes;
using NetVips;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class Ssimulacra2Tests
{
    /// <summary>The goal is half a point; omitting small weights contributes far less.</summary>
    private const double Tolerance = 0.01;

    [Theory, MemberData(nameof(ReferenceScores.All), MemberType = typeof(ReferenceScores))]
    public void The_score_is_that_of_the_reference_tool(int width, int height, bool hasAlpha, string distortion, double expected)
    {
        TestPicture reference = Scene(width, height, hasAlpha);

        double score = Measure(reference, reference.Distorted(distortion));

        Assert.Equal(expected, score, Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(1, 40)]
    [InlineData(8, 8)]
    [InlineData(33, 17)]
    [InlineData(200, 113)]
    public void Identical_pictures_score_100(int width, int height)
    {
        TestPicture opaque = Scene(width, height);
        TestPicture hasAlpha = Scene(width, height, hasAlpha: true);

        Assert.Equal(100, Measure(opaque, opaque));
        Assert.Equal(100, Measure(hasAlpha, hasAlpha));
    }

    [Theory]
    [InlineData("Scalar")]
    [InlineData("Vector128")]
    [InlineData("Vector256")]
    [InlineData("Vector512")]
    public void Every_vector_width_gives_the_same_bits(string path)
    {
        foreach ((int width, int height) in new[] { (1, 1), (5, 9), (16, 16), (31, 33), (130, 71) })
        {
            TestPicture reference = Scene(width, height);
            TestPicture distorted = reference.Noisy(9);

            double score = Measure(path, reference, distorted);

            Assert.Equal(Measure("Scalar", reference, distorted), score);
        }
    }

    [Fact]
    public void Measuring_again_gives_the_same_bits()
    {
        TestPicture reference = Scene(150, 90);
        TestPicture distorted = reference.Blurred();

        double first = Measure(reference, distorted);
        Measure(Scene(300, 200), Scene(300, 200).Blocky());
        double second = Measure(reference, distorted);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(1, 100)]
    [InlineData(100, 1)]
    [InlineData(7, 7)]
    public void A_picture_below_eight_pixels_is_extended_to_eight(int width, int height)
    {
        TestPicture small = Scene(width, height);

        double score = Measure(small, small.Lighter(20));

        Assert.InRange(score, double.MinValue, 99.9);
        Assert.Equal(Measure(DrawnOut(small), DrawnOut(small.Lighter(20))), score);
    }

    [Fact]
    public void The_score_increases_with_the_quality_of_a_JPEG()
    {
        TestPicture reference = Scene(320, 240);
        using Image image = Image.NewFromMemory(reference.Pixels, reference.Width, reference.Height, 3, Enums.BandFormat.Uchar);

        double[] scores = [.. new[] { 10, 25, 40, 55, 70, 85, 95 }.Select(quality =>
        {
            using Image decoded = Image.NewFromBuffer(image.JpegsaveBuffer(q: quality));
            return Measure(reference, reference with { Pixels = decoded.WriteToMemory<byte>() });
        })];

        Assert.Equal(scores.Order(), scores);
        Assert.True(scores[^1] - scores[0] > 30, string.Join(' ', scores));
    }

    [Fact]
    public void Colors_behind_full_transparency_do_not_count()
    {
        TestPicture clear = Scene(64, 64, hasAlpha: true);
        for (int i = 3; i < clear.Pixels.Length; i += 4) clear.Pixels[i] = 0;

        Assert.Equal(100, Measure(clear, clear.Noisy(40)));
    }

    [Fact]
    public void An_opaque_alpha_channel_does_not_change_the_score()
    {
        TestPicture opaque = Scene(90, 60);
        TestPicture withAlpha = Scene(90, 60, hasAlpha: true);
        for (int i = 3; i < withAlpha.Pixels.Length; i += 4) withAlpha.Pixels[i] = 255;

        Assert.Equal(Measure(opaque, opaque.Noisy(5)), Measure(withAlpha, withAlpha.Noisy(5)));
    }

    [Fact]
    public void Pictures_of_different_sizes_are_rejected() =>
        Assert.Throws<ArgumentException>("distorted", () => Measure(Scene(20, 30), Scene(30, 20)));

    [Fact]
    public void Too_few_pixels_are_rejected()
    {
        Assert.Throws<ArgumentException>("pixels", () => new RgbPicture(new byte[11], 2, 2).Width);
        Assert.Throws<ArgumentException>("pixels", () => new RgbPicture(new byte[12], 2, 2, hasAlpha: true).Width);
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new RgbPicture([], 0, 2).Width);
        Assert.Throws<ArgumentOutOfRangeException>("height", () => new RgbPicture([], 2, 0).Width);
    }

    private static TestPicture Scene(int width, int height, bool hasAlpha = false)
    {
        TestPicture scene = TestPicture.Scene(width, height);
        return hasAlpha ? scene.Veiled() : scene;
    }

    private static TestPicture DrawnOut(TestPicture picture)
    {
        using Image image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        using Image drawn = image.Embed(0, 0, Math.Max(8, picture.Width), Math.Max(8, picture.Height), extend: Enums.Extend.Copy);
        return new TestPicture(drawn.WriteToMemory<byte>(), drawn.Width, drawn.Height);
    }

    private static double Measure(TestPicture reference, TestPicture distorted) =>
        Ssimulacra2.Measure(reference.AsRgb(), distorted.AsRgb());

    private static double Measure(string path, TestPicture reference, TestPicture distorted) => path switch
    {
        "Scalar" => Ssimulacra2.Measure<ScalarLane>(reference.AsRgb(), distorted.AsRgb()),
        nameof(Vector128) => Ssimulacra2.Measure<Vector128Lanes>(reference.AsRgb(), distorted.AsRgb()),
        nameof(Vector256) => Ssimulacra2.Measure<Vector256Lanes>(reference.AsRgb(), distorted.AsRgb()),
        nameof(Vector512) => Ssimulacra2.Measure<Vector512Lanes>(reference.AsRgb(), distorted.AsRgb()),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, "No such path."),
    };
}
