using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class LossyRequantizationTests
{
    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "gray", TestPictures.Vips(bands: 1) },
        { "4:4:4", TestPictures.Vips() },
        { "4:2:0", TestPictures.Vips(subsample: true) },
        { "progressive", TestPictures.Vips(progressive: true) },
        { "4:2:2", TestPictures.Magick("2x1,1x1,1x1") },
        { "4:4:0", TestPictures.Magick("1x2,1x1,1x1") },
        { "4:1:1", TestPictures.Magick("4x1,1x1,1x1") },
        { "mixed factors", TestPictures.Magick("2x2,2x1,1x2") },
        { "CMYK", TestPictures.Vips(bands: 4) },
        { "one pixel", TestPictures.Vips(1, 1) },
    };

    [Theory, MemberData(nameof(Pictures))]
    public void Two_decoders_agree_that_the_result_is_close_to_the_source(string name, byte[] source)
    {
        byte[] coarser = Requantize(source, scale: 2);

        Assert.InRange(MeanDifference(TestPictures.DecodeByVips(source), TestPictures.DecodeByVips(coarser)), 0, 9);
        Assert.InRange(MeanDifference(TestPictures.DecodeByMagick(source), TestPictures.DecodeByMagick(coarser)), 0, 9);
        Assert.True(coarser.Length < source.Length, name);
    }

    [Theory, MemberData(nameof(Pictures))]
    public void The_same_source_gives_the_same_bytes(string name, byte[] source)
    {
        byte[] once = Requantize(source, scale: 2.5f);

        Assert.True(once.AsSpan().SequenceEqual(Requantize([.. source], scale: 2.5f)), name);
    }

    [Fact]
    public void A_larger_scale_gives_a_smaller_file_with_a_lower_score()
    {
        byte[] source = TestPictures.Vips(512, 384, quality: 95);

        byte[][] results = [.. new[] { 0.7f, 1.5f, 3, 6 }.Select(scale => Requantize(source, scale))];

        int[] sizes = [.. results.Select(result => result.Length)];
        double[] scores = [.. results.Select(result => Score(source, result))];
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public void Only_color_differences_are_halved_and_only_on_request()
    {
        byte[] full = TestPictures.Vips();
        byte[] rgb = [.. full];
        int frame = rgb.AsSpan().IndexOf([(byte)0xFF, Marker.Baseline]);
        (rgb[frame + 10], rgb[frame + 13], rgb[frame + 16]) = ((byte)'R', (byte)'G', (byte)'B');
        int scan = rgb.AsSpan().IndexOf([(byte)0xFF, Marker.StartOfScan]);
        (rgb[scan + 5], rgb[scan + 7], rgb[scan + 9]) = ((byte)'R', (byte)'G', (byte)'B');

        ChromaHalving both = new(Across: true, Down: true);
        Assert.Equal(2, Factor(full, both));
        Assert.Equal(1, Factor(full, ChromaHalving.None));
        Assert.Equal(1, Factor(rgb, both));

        static int Factor(byte[] source, ChromaHalving halving)
        {
            using JpegImage image = Coefficients.Read(source);
            using LossyRequantization requantization = new(PictureSource.Of(image), halving, QuantizerPresets.Default);
            using JpegImage coarser = requantization.Apply(2, 1, out _, CancellationToken.None);
            return coarser.Frame.MaxHorizontal;
        }
    }

    private static byte[] Requantize(byte[] source, float scale)
    {
        using JpegImage image = Coefficients.Read(source);
        using LossyRequantization requantization = new(PictureSource.Of(image), ChromaHalving.To420(image.Frame), QuantizerPresets.Default);
        using JpegImage coarser = requantization.Apply(scale, 1, out _, CancellationToken.None);
        return JpegRepacker.Write(coarser, sequential: false, CancellationToken.None);
    }

    private static double MeanDifference(byte[] left, byte[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (a, b) => (double)Math.Abs(a - b)).Average();
    }

    private static double Score(byte[] reference, byte[] distorted) =>
        Assert.IsType<ComparisonOutcome.Scored>(
            new ImageComparer(new ReductionLimits()).Compare(reference, distorted, CancellationToken.None)).Score.Value;
}
