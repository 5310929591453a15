using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class QualityGuardTests
{
    private static readonly ScorePromise Lossy = ScorePromise.Of(new ReductionOptions());

    [Fact]
    public void A_result_below_its_promise_does_not_keep_it()
    {
        TestPicture reference = TestPicture.Scene(256, 192);

        Assert.True(QualityGuard.Judge(reference.AsRgb(), reference.Noisy(2).AsRgb(), Lossy).KeepsPromise);
        Assert.False(QualityGuard.Judge(reference.AsRgb(), reference.Blurred().AsRgb(), Lossy).KeepsPromise);
    }

    [Fact]
    public void The_score_is_that_of_the_metric()
    {
        TestPicture reference = TestPicture.Scene(256, 192).Veiled();
        TestPicture result = reference.Noisy(5);

        FidelityScore score = QualityGuard.Judge(reference.AsRgb(), result.AsRgb(), Lossy).Score;

        Assert.Equal(new FidelityScore(Ssimulacra2.Measure(reference.AsRgb(), result.AsRgb()), Measured: true), score);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(16, 16)]
    [InlineData(100, 3)]
    public void One_wrong_pixel_breaks_the_promise_of_a_small_picture(int width, int height)
    {
        TestPicture reference = TestPicture.Scene(width, height);
        TestPicture result = reference.Map((x, y, _, sample) => x == 0 && y == 0 ? sample ^ 0x60 : sample);

        Assert.False(QualityGuard.Judge(reference.AsRgb(), result.AsRgb(), Lossy).KeepsPromise);
        Assert.True(QualityGuard.Judge(reference.AsRgb(), reference.AsRgb(), Lossy).KeepsPromise);
    }

    [Fact]
    public void Pictures_of_different_sizes_break_the_promise()
    {
        Assert.False(QualityGuard.Judge(TestPicture.Scene(16, 8).AsRgb(), TestPicture.Scene(8, 16).AsRgb(), Lossy).KeepsPromise);
    }

    [Fact]
    public void A_translucent_result_of_an_opaque_source_breaks_the_promise()
    {
        TestPicture reference = TestPicture.Scene(256, 192);

        Assert.False(QualityGuard.Judge(reference.AsRgb(), reference.Veiled().AsRgb(), Lossy).KeepsPromise);
    }

    [Theory]
    [InlineData(1, 1, 1, 100, 0, 0)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(1, 0, 0, 53.24, 80.09, 67.20)]
    [InlineData(0, 0, 1, 32.30, 79.19, -107.86)]
    [InlineData(0.0021, 0.0021, 0.0021, 1.90, 0, 0)]
    public void Colors_are_converted_to_CIELAB(float red, float green, float blue, double l, double a, double b)
    {
        LabColor color = LabColor.FromLinear(red, green, blue);

        Assert.Equal(l, color.L, 0.05);
        Assert.Equal(a, color.A, 0.05);
        Assert.Equal(b, color.B, 0.05);
    }

    [Fact]
    public void Colors_of_fully_transparent_pixels_do_not_count()
    {
        byte[] reference = [.. Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 200, 10, 10, 0 })];
        byte[] result = [.. Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 10, 10, 200, 0 })];

        Assert.Equal(0, ColorErrors.Measure(new RgbPicture(reference, 8, 8, hasAlpha: true), new RgbPicture(result, 8, 8, hasAlpha: true)).Max);
    }
}
