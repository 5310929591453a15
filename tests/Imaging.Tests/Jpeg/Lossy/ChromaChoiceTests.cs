using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Measuring;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Reduction;
using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

/// <summary>The choice between 4:2:0 and the source's resolution of chroma.</summary>
public sealed class ChromaChoiceTests
{
    private const int Width = 320, Height = 240;

    [Theory]
    [InlineData(ContentKind.Interface)]
    [InlineData(ContentKind.DarkCode)]
    [InlineData(ContentKind.Chart)]
    [InlineData(ContentKind.ThinLines)]
    [InlineData(ContentKind.Mixed)]
    public void Colored_text_and_lines_keep_full_chroma_at_any_quality(ContentKind kind)
    {
        byte[] source = ContentPictures.Jpeg(kind, Width, Height, seed: 21, quality: 95, halfChroma: false);

        Assert.All(new[] { 50.0, 65, 78, 88, 95 }, quality => Assert.False(IsHalved(source, quality)));
    }

    [Fact]
    public void Red_text_on_white_stays_red()
    {
        byte[] source = RedText();

        byte[] result = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, new ReductionOptions())).Bytes.ToArray();

        // The mean of red minus green, where letters are red: 4:2:0 loses a third of it.
        Assert.InRange(Redness(result), 0.93 * Redness(source), 1.05 * Redness(source));
    }

    [Theory]
    [InlineData(ContentKind.Photo)]
    [InlineData(ContentKind.DarkPhoto)]
    public void Photographs_are_halved(ContentKind kind)
    {
        byte[] source = ContentPictures.Jpeg(kind, Width, Height, seed: 22, quality: 97, halfChroma: false);

        Assert.All(new[] { 60.0, 78, 85 }, quality => Assert.True(IsHalved(source, quality)));
    }

    [Fact]
    public void A_photograph_with_colored_noise_is_halved()
    {
        byte[] source = NoisyPhoto();

        Assert.All(new[] { 50.0, 60, 70 }, quality => Assert.True(IsHalved(source, quality)));
    }

    [Fact]
    public void Higher_effort_chooses_what_both_metrics_prefer_where_the_choice_is_close()
    {
        byte[] file = NoisyPhoto();
        using JpegImage image = Coefficients.Read(file);
        PictureSource source = PictureSource.Of(image);
        using LossyRequantization full = new(source, ChromaHalving.None, QuantizerPresets.Default);
        using LossyRequantization halved = new(source, ChromaHalving.To420(image.Frame), QuantizerPresets.Default);
        int[] close = [.. new[] { 60, 66, 72, 78, 84 }.Where(quality => ChromaChoice.Of(halved, ScoreEstimate.Errors(quality)).IsClose)];
        Assert.NotEmpty(close);
        foreach (int quality in close)
        {
            double allowed = ScoreEstimate.Errors(quality);

            Assert.Equal(ChromaTrial.IsHalvedSmaller(halved, full, allowed, CancellationToken.None), IsHalved(file, quality, Effort.High));
        }
    }

    [Theory]
    [InlineData(4096, 64, true)]
    [InlineData(4104, 64, false)]
    public void A_picture_wider_than_the_memory_for_butteraugli_allows_is_not_tried(int width, int height, bool expected)
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(width, height));

        Assert.Equal(expected, ChromaTrial.IsAffordable(PictureSource.Of(image)));
    }

    [Fact]
    public void The_same_loss_counts_less_where_luminance_is_busy()
    {
        using CoefficientPlane source = new(4, 2, 4, 2);
        for (int block = 0; block < 8; block++) source.Block(block / 4, block % 4)[63] = 32;

        double flat = Halve(source, lumaVariance: 0).Unmasked;
        double busy = Halve(source, lumaVariance: 480).Unmasked;

        Assert.Equal(2, flat / busy, 0.001);
    }

    [Theory, MemberData(nameof(Sources))]
    public void A_higher_quality_needs_more_bytes_and_scores_higher_across_the_choice(string name, byte[] source)
    {
        int[] qualities = [.. Enumerable.Range(0, 15).Select(i => 60 + (2 * i))];

        List<(int Quality, int Bytes, double Score, bool IsHalved)> points =
            [.. qualities.AsParallel().AsOrdered().Select(quality => Reduce(source, quality))];

        foreach ((var lower, var higher) in points.Zip(points.Skip(1)))
        {
            // Once full chroma is better, it remains so at higher qualities.
            Assert.True(lower.IsHalved || !higher.IsHalved, $"{name}: halved at {higher.Quality} only");
            Assert.True(higher.Bytes > 0.98 * lower.Bytes, $"{name}: {lower} {higher}");
            Assert.InRange(higher.Score, lower.Score - 0.5, lower.Score + 4);
        }
    }

    public static TheoryData<string, byte[]> Sources => new()
    {
        { "photograph with a saturated disc", PhotoWithDisc() },
        { "noisy photograph", NoisyPhoto() },
    };

    [Fact]
    public void Sources_with_chroma_halved_in_one_direction_are_halved_in_the_other()
    {
        foreach ((string factors, ChromaHalving halving) in new[]
        {
            ("2x1,1x1,1x1", new ChromaHalving(Across: false, Down: true)),
            ("1x2,1x1,1x1", new ChromaHalving(Across: true, Down: false)),
            ("2x2,1x1,1x1", ChromaHalving.None),
            ("1x1,1x1,1x1", new ChromaHalving(Across: true, Down: true)),
            ("4x1,1x1,1x1", ChromaHalving.None),
        })
        {
            using JpegImage image = Coefficients.Read(TestPictures.Magick(factors));

            Assert.Equal(halving, ChromaHalving.To420(image.Frame));
        }
    }

    // Without the repeated attempts of a promise, which make steps of their own.
    private static (int Quality, int Bytes, double Score, bool IsHalved) Reduce(byte[] file, int quality)
    {
        using JpegImage image = Coefficients.Read(file);
        PictureSource source = PictureSource.Of(image);
        double allowed = ScoreEstimate.Errors(quality);
        using LossyRequantization requantization = LossyEncoding.Prepare(source, allowed, Effort.Normal, CancellationToken.None);
        float scale = ScaleSearch.Find(requantization, allowed, CancellationToken.None);
        using JpegImage result = requantization.Apply(scale, lambdaFactor: 1, out _, CancellationToken.None);
        byte[] written = JpegWriter.Write(result, sequential: false, CancellationToken.None);
        return (quality, written.Length, PictureComparison.Measure(source, result, CancellationToken.None), requantization.IsHalved);
    }

    private static bool IsHalved(byte[] source, double quality, Effort effort = Effort.Normal)
    {
        using JpegImage image = Coefficients.Read(source);
        using LossyRequantization requantization = LossyEncoding.Prepare(
            PictureSource.Of(image), ScoreEstimate.Errors(quality), effort, CancellationToken.None);
        return requantization.IsHalved;
    }

    private static ChromaLoss Halve(CoefficientPlane source, float lumaVariance)
    {
        using CoefficientPlane result = new(2, 1, 2, 1);
        BlockVariances luma = new([.. Enumerable.Repeat(lumaVariance, 8)], across: 4);
        float[] steps = [.. Enumerable.Repeat(2f, CoefficientPlane.BlockLength)];
        return ChromaSubsampling.Halve(source, steps, new ChromaHalving(Across: true, Down: true), result, luma, (2, 2));
    }

    private static double Redness(byte[] file)
    {
        byte[] pixels = TestPictures.DecodeByVips(file);
        double sum = 0;
        for (int i = 0; i < pixels.Length; i += 3) sum += pixels[i] - pixels[i + 1];
        return sum / (pixels.Length / 3);
    }

    private static byte[] RedText()
    {
        byte[] pixels = ContentPictures.Pixels(ContentKind.Text, Width, Height, seed: 25);
        for (int i = 0; i < pixels.Length; i += 3) pixels[i] = (byte)Math.Max(pixels[i], (byte)220);
        return Encode(pixels);
    }

    // Independent noise of red, green and blue is mostly chroma noise, which averaging removes.
    private static byte[] NoisyPhoto()
    {
        byte[] pixels = ContentPictures.Pixels(ContentKind.Photo, Width, Height, seed: 23);
        Random random = new(23);
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-4, 5), 0, 255);
        return Encode(pixels);
    }

    // A small saturated disc: halved at low qualities only.
    private static byte[] PhotoWithDisc()
    {
        byte[] pixels = ContentPictures.Pixels(ContentKind.Photo, Width, Height, seed: 24);
        for (int y = -6; y <= 6; y++)
        {
            for (int x = -6; x <= 6; x++)
            {
                int at = 3 * (((60 + y) * Width) + 60 + x);
                if ((x * x) + (y * y) <= 36) (pixels[at], pixels[at + 1], pixels[at + 2]) = (190, 70, 60);
            }
        }

        return Encode(pixels);
    }

    private static byte[] Encode(byte[] pixels)
    {
        using Image picture = Image.NewFromMemory(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        return picture.JpegsaveBuffer(q: 97, subsampleMode: Enums.ForeignSubsample.Off);
    }
}
