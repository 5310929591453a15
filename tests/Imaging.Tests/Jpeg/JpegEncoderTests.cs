using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Pixels;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class JpegEncoderTests
{
    [Theory, InlineData(75), InlineData(80), InlineData(88)]
    public void The_score_is_close_to_the_quality(int quality)
    {
        using Image pixels = TestPictures.Pixels(512, 384);

        EncodedJpeg encoded = Encode(pixels, new ReductionOptions { Quality = quality });

        Assert.InRange(Score(pixels, encoded), quality - 6, quality + 6);
        Assert.InRange(encoded.Score.Value, quality - 3, quality + 3);
    }

    [Theory, InlineData(Effort.Normal), InlineData(Effort.High)]
    public void A_target_is_reached(Effort effort)
    {
        using Image pixels = TestPictures.Pixels(512, 384);

        EncodedJpeg encoded = Encode(pixels, new ReductionOptions { TargetScore = 80, Effort = effort });

        Assert.True(encoded.Score.Measured);
        Assert.InRange(Score(pixels, encoded), 80, 82);
    }

    [Fact]
    public void Pictures_of_all_small_sizes_are_decoded_by_two_decoders()
    {
        for (int size = 1; size <= 17; size++)
        {
            using Image pixels = TestPictures.Pixels(size, 18 - size);

            byte[] file = Encode(pixels, new ReductionOptions { Quality = 95 }).Bytes.ToArray();

            byte[] expected = pixels.WriteToMemory<byte>();
            Assert.InRange(MeanDifference(expected, TestPictures.DecodeByVips(file)), 0, 20);
            Assert.Equal(expected.Length, TestPictures.DecodeByMagick(file).Length);
        }
    }

    [Fact]
    public void A_gray_picture_has_one_component()
    {
        using Image gray = TestPictures.Pixels(120, 80, bands: 1);
        using Image asColor = gray.Bandjoin([gray, gray]);
        ReductionOptions options = new() { Quality = 85 };

        byte[] file = Encode(gray, options).Bytes.ToArray();

        using JpegImage image = Coefficients.Read(file);
        Assert.Single(image.Components);
        Assert.Equal(file, Encode(asColor, options).Bytes.ToArray());
    }

    [Fact]
    public void Chroma_is_halved_unless_the_picture_has_hard_color_edges()
    {
        using Image photo = ContentPictures.Draw(ContentKind.Photo, 256, 192, seed: 5);
        byte[] stripes = new byte[3 * 256 * 192];
        for (int i = 0; i < 256 * 192; i++) (stripes[3 * i], stripes[(3 * i) + 2]) = i % 2 == 0 ? ((byte)255, (byte)0) : ((byte)0, (byte)255);

        Assert.Equal(2, Factor(Encode(photo, new ReductionOptions())));
        Assert.Equal(1, Factor(JpegEncoder.Encode(new PixelPicture(stripes, 256, 192, 3), new ReductionOptions(), CancellationToken.None)));

        static int Factor(EncodedJpeg encoded)
        {
            using JpegImage image = Coefficients.Read(encoded.Bytes.ToArray());
            return image.Frame.MaxHorizontal;
        }
    }

    [Fact]
    public void Lossless_mode_and_invalid_dimensions_are_rejected()
    {
        using Image pixels = TestPictures.Pixels(16, 16);

        Assert.Throws<ArgumentException>(() => Encode(pixels, new ReductionOptions { Mode = ReductionMode.Lossless }));
        Assert.Throws<ArgumentException>(() => new PixelPicture(new byte[10], 2, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelPicture(new byte[16], 2, 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelPicture(default, 0, 2, 3));
    }

    [Fact]
    public void It_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(
            () => JpegEncoder.Encode(new PixelPicture(new byte[64], 8, 8, 1), new ReductionOptions(), new CancellationToken(canceled: true)));

    private static EncodedJpeg Encode(Image pixels, ReductionOptions options) =>
        JpegEncoder.Encode(
            new PixelPicture(pixels.WriteToMemory<byte>(), pixels.Width, pixels.Height, pixels.Bands), options, CancellationToken.None);

    private static double Score(Image pixels, EncodedJpeg encoded) =>
        Assert.IsType<ComparisonOutcome.Scored>(
            new ImageComparer(new ReductionLimits()).Compare(pixels.PngsaveBuffer(), encoded.Bytes, CancellationToken.None)).Score.Value;

    private static double MeanDifference(byte[] left, byte[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (a, b) => (double)Math.Abs(a - b)).Average();
    }
}
