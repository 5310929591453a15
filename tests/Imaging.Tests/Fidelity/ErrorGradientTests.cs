using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Fidelity.Scales;
using JpegReducer.Imaging.Jpeg.Refinement;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Tests.Fidelity;

public sealed class ErrorGradientTests
{
    private static readonly TestPicture Reference = TestPicture.Scene(240, 176);

    public static TheoryData<string> Distortions => [.. Distorted.Keys];

    private static Dictionary<string, TestPicture> Distorted { get; } = new()
    {
        ["noise"] = Reference.Noisy(9),
        ["bands"] = Reference.Posterized(),
        ["blur"] = Reference.Blurred(),
        ["blocks"] = Reference.Blocky(),
    };

    [Theory, MemberData(nameof(Distortions))]
    public void Its_errors_match_those_of_the_metric(string name)
    {
        TestPicture distorted = Distorted[name];
        ErrorTotals totals = new();
        using ErrorGradient gradient = Of(Reference, distorted, totals);

        double score = 100 - (10 * Math.Pow(Ssimulacra2.MapErrors(totals.WeightedErrors(ScoreWeights.MaxScales)), 0.6276336467831387));

        Assert.True(Math.Abs(score - Ssimulacra2.Measure(Reference.AsRgb(), distorted.AsRgb())) < 0.05, $"{name}: {score}");
    }

    [Theory, MemberData(nameof(Distortions))]
    public void It_predicts_the_effect_of_changing_a_few_samples(string name)
    {
        TestPicture distorted = Distorted[name];
        using ErrorGradient gradient = Of(Reference, distorted, new ErrorTotals());
        List<(double Told, double Found)> pairs = [];
        for (int i = 0; i < 24; i++)
        {
            (int x, int y, int primary) = (8 * (i * 7 % 30), 8 * (i * 5 % 22), i % 3);
            double told = 0;
            for (int row = y; row < y + 8; row++)
            {
                foreach (float derivative in gradient[primary][row].Slice(x, 8)) told += derivative;
            }

            pairs.Add((told, (Errors(Changed(1)) - Errors(Changed(-1))) / 2));

            TestPicture Changed(int by) => distorted.Map((column, row, color, sample) =>
                column >= x && column < x + 8 && row >= y && row < y + 8 && color == primary ? sample + by : sample);
        }

        Assert.True(Correlation(pairs) > 0.98, $"{name}: {Correlation(pairs)}");
        double slope = pairs.Sum(pair => pair.Told * pair.Found) / pairs.Sum(pair => pair.Told * pair.Told);
        Assert.InRange(slope, 0.8, 1.25);
    }

    [Fact]
    public void Tiles_together_match_the_whole_picture()
    {
        TestPicture reference = TestPicture.Scene(600, 530);
        TestPicture distorted = reference.Noisy(9);
        ErrorTotals known = new();
        using ErrorGradient whole = Of(reference, distorted, known);
        ErrorTotals totals = new();
        List<(double, double)> pairs = [];

        foreach (Tile tile in TileGrid.Tiles(reference.Width, reference.Height))
        {
            using ErrorGradient part = new(tile.Padded.Width, tile.Padded.Height);
            using TilePixels first = Cut(reference, tile.Padded);
            using TilePixels second = Cut(distorted, tile.Padded);
            part.Compute(first, second, new GradientFrame(reference.Width, reference.Height, tile.CoreInPadded, totals, known));
            for (int y = tile.Core.Top; y < tile.Core.Bottom; y++)
            {
                for (int x = tile.Core.Left; x < tile.Core.Right; x++)
                    pairs.Add((part[1][y - tile.Padded.Top][x - tile.Padded.Left], whole[1][y][x]));
            }
        }

        Assert.Equal(600 * 530, pairs.Count);
        Assert.InRange(totals.WeightedErrors(6) / known.WeightedErrors(6), 0.995, 1.005);
        Assert.InRange(Correlation(pairs), 0.995, 1);
    }

    [Theory, InlineData(1, 1), InlineData(7, 40), InlineData(33, 17)]
    public void Small_pictures_have_finite_derivatives(int width, int height)
    {
        TestPicture reference = TestPicture.Scene(width, height);
        using ErrorGradient gradient = Of(reference, reference.Noisy(5), new ErrorTotals());

        for (int y = 0; y < height; y++)
        {
            foreach (float derivative in gradient[0][y]) Assert.True(float.IsFinite(derivative));
        }
    }

    private static double Errors(TestPicture distorted)
    {
        ErrorTotals totals = new();
        using ErrorGradient gradient = Of(Reference, distorted, totals);
        return totals.WeightedErrors(ScoreWeights.MaxScales);
    }

    private static ErrorGradient Of(TestPicture reference, TestPicture distorted, ErrorTotals totals)
    {
        PictureRegion all = new(0, 0, reference.Width, reference.Height);
        using TilePixels first = Cut(reference, all);
        using TilePixels second = Cut(distorted, all);
        ErrorGradient gradient = new(all.Width, all.Height);
        gradient.Compute(
            first, second, new GradientFrame(all.Width, all.Height, new GradientFrame.Part(0, 0, all.Width, all.Height), totals, totals));
        return gradient;
    }

    private static TilePixels Cut(TestPicture picture, PictureRegion part)
    {
        TilePixels pixels = new(part.Width, part.Height);
        for (int y = 0; y < part.Height; y++)
        {
            for (int x = 0; x < part.Width; x++)
            {
                for (int primary = 0; primary < 3; primary++)
                    pixels.Row(primary, y)[x] = picture.Pixels[(3 * (((part.Top + y) * picture.Width) + part.Left + x)) + primary];
            }
        }

        return pixels;
    }

    private static double Correlation(IReadOnlyList<(double First, double Second)> pairs) =>
        pairs.Sum(pair => pair.First * pair.Second)
        / Math.Sqrt(pairs.Sum(pair => pair.First * pair.First) * pairs.Sum(pair => pair.Second * pair.Second));
}
