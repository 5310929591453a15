using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Measuring;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

/// <summary>Scores approximated from samples, and the decisions based on them.</summary>
public sealed class ApproximationTests
{
    private static readonly ReductionOptions[] Modes = [new(), new() { Mode = ReductionMode.Glossy }];

    [Theory]
    [InlineData(ContentKind.Photo, false)]
    [InlineData(ContentKind.Photo, true)]
    [InlineData(ContentKind.DarkPhoto, false)]
    [Trait("Category", "Slow")]
    public void Approximated_scores_are_within_their_error_bounds(ContentKind kind, bool halfChroma)
    {
        byte[] file = ContentPictures.Jpeg(kind, 1024, 768, 11, 97, halfChroma);
        Assert.True(JpegDecoder.TryReadCoefficients(file, new ReductionLimits(), out JpegImage? image, out _, CancellationToken.None));
        using JpegImage owned = image!;
        PictureSource source = PictureSource.Of(owned);
        foreach (ReductionOptions options in Modes)
        {
            double allowed = ScoreEstimate.Errors(ScorePromise.Of(options).Target);
            using LossyRequantization requantization = LossyEncoding.Prepare(source, allowed, Effort.Normal, CancellationToken.None);
            float scale = ScaleSearch.Find(requantization, allowed, CancellationToken.None);
            using JpegImage result = requantization.Apply(scale, lambdaFactor: 1, out _, CancellationToken.None);
            double measured = PictureComparison.Measure(source, result, CancellationToken.None);
            double coarse = PictureComparison.ApproximateCoarse(source, result, CancellationToken.None);
            foreach (bool isDense in new[] { false, true })
            {
                double score = Ssimulacra2.ScoreOf(coarse + PictureComparison.ApproximateFine(source, result, isDense, CancellationToken.None));

                ApproximationError error = ApproximationError.Of(source.Frame, result.Frame, score, isDense);
                Assert.InRange(score - measured, -error.Below, error.Above);
            }
        }
    }

    [Theory]
    [InlineData(ContentKind.Photo, 950, 650, true)]
    [InlineData(ContentKind.Noise, 1000, 700, true)]
    [InlineData(ContentKind.DarkPhoto, 1300, 900, true)]
    [InlineData(ContentKind.Gradient, 1300, 900, true)]
    [InlineData(ContentKind.Photo, 1800, 1200, false)]
    [InlineData(ContentKind.DarkPhoto, 1800, 1200, false)]
    [Trait("Category", "Slow")]
    public void No_result_of_a_medium_or_large_picture_is_below_its_promise(ContentKind kind, int width, int height, bool isMedium)
    {
        byte[] source = ContentPictures.Jpeg(kind, width, height, 12, 96, halfChroma: false);
        foreach (ReductionOptions options in Modes)
        {
            if (Engine.Reduce(source, options) is not ReductionOutcome.Reduced { Score: { Value: < 100 } reported } reduced) continue;

            double measured = Assert.IsType<ComparisonOutcome.Scored>(
                new ImageComparer(new ReductionLimits()).Compare(source, reduced.Bytes, CancellationToken.None)).Score.Value;
            Assert.True(measured >= ScorePromise.Of(options).Minimum, $"{options.Mode}: {measured}, reported {reported}");
            if (isMedium) Assert.True(reported.Measured);
            if (reported.Measured) Assert.Equal(measured, reported.Value, 0.05);
        }
    }
}
