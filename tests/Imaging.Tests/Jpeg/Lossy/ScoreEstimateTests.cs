using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class ScoreEstimateTests
{
    public static TheoryData<string, byte[]> Photos => new()
    {
        { "4:4:4", TestImages.Photo(900, 700) },
        { "4:2:0", TestImages.Photo(900, 700, seed: 8, halfChroma: true) },
        { "gray", TestImages.GrayPhoto(900, 700) },
    };

    [Theory, MemberData(nameof(Photos))]
    public void The_estimate_is_close_to_the_measured_score(string name, byte[] source)
    {
        foreach (int quality in new[] { 70, 80, 88 })
        {
            FidelityScore estimate = Reduce(source, quality, out byte[] result);

            double measured = Assert.IsType<ComparisonOutcome.Scored>(
                new ImageComparer(new ReductionLimits()).Compare(source, result, CancellationToken.None)).Score.Value;
            Assert.True(Math.Abs(estimate.Value - measured) < 6, $"{name} at {quality}: {estimate.Value:F1} against {measured:F1}");
        }
    }

    [Fact]
    public void Errors_grow_with_the_scale_and_the_search_finds_the_requested_errors()
    {
        using JpegImage image = Coefficients.Read(TestImages.Photo(900, 700));
        using LossyRequantization requantization = new(PictureSource.Of(image), ChromaHalving.To420(image.Frame), QuantizerPresets.Default);

        double[] errors = [.. new[] { 1, 2, 4, 8 }.Select(scale => requantization.EstimateErrors(scale, CancellationToken.None))];
        float found = ScaleSearch.Find(requantization, errors[2], CancellationToken.None);

        Assert.Equal(errors.Order(), errors);
        Assert.InRange(found, 3.5f, 4.5f);
    }

    [Fact]
    public void Scores_and_mapped_errors_are_inverse_functions()
    {
        for (double score = 20; score < 100; score += 3.7) Assert.Equal(score, ScoreEstimate.Score(ScoreEstimate.Errors(score)), 0.05);
    }

    [Fact]
    public void Inherited_errors_grow_with_the_steps_of_the_source()
    {
        double[] inherited = [.. new[] { 97, 90, 80, 60, 30 }.Select(quality =>
        {
            using JpegImage image = Coefficients.Read(TestImages.Photo(quality: quality));
            using LossyRequantization requantization = new(PictureSource.Of(image), ChromaHalving.To420(image.Frame), QuantizerPresets.Default);
            return requantization.InheritedErrors;
        })];

        Assert.Equal(inherited.Order(), inherited);
    }

    [Fact]
    public void Equal_pixels_score_100()
    {
        ReductionOptions options = new() { Mode = ReductionMode.Lossless };

        ReductionOutcome outcome = new Reducer(new ReductionLimits()).Reduce(TestImages.Photo(), options, CancellationToken.None);

        Assert.Equal(new FidelityScore(100, Measured: true), Assert.IsType<ReductionOutcome.Reduced>(outcome).Score);
    }

    private static FidelityScore Reduce(byte[] source, int quality, out byte[] result)
    {
        ReductionOutcome outcome =
            new Reducer(new ReductionLimits()).Reduce(source, new ReductionOptions { Quality = quality }, CancellationToken.None);
        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(outcome);
        result = reduced.Bytes.ToArray();
        return Assert.NotNull(reduced.Score);
    }
}
