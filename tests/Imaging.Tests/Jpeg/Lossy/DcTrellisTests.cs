using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class DcTrellisTests
{
    private const int Across = 12;
    private const float Ratio = 0.25f;
    private const float Lambda = 0.15f;

    private static readonly int[] Sizes = [.. Enumerable.Range(0, 18).Select(size => 1000 >> size)];

    [Fact]
    public void The_cost_of_a_row_is_never_above_that_of_rounding()
    {
        Random random = new(1);
        for (int round = 0; round < 500; round++)
        {
            short[] source = RandomRow(random);
            float[] weights = [.. Enumerable.Range(0, Across).Select(_ => random.NextSingle())];

            short[] levels = Quantize(source, weights);

            Assert.InRange(Cost(source, weights, levels), 0, Cost(source, weights, Rounded(source)) + 0.001);
        }
    }

    [Fact]
    public void With_a_lambda_of_zero_levels_are_rounded()
    {
        short[] source = RandomRow(new Random(2));
        short[] result = new short[source.Length];

        new DcTrellis(Sizes, Across, Ratio, lambda: 0).Quantize(source, [.. Enumerable.Repeat(1f, Across)], result);

        Assert.Equal(Rounded(source), Levels(result));
    }

    [Fact]
    public void AC_levels_are_unchanged()
    {
        short[] source = RandomRow(new Random(3));
        short[] result = [.. Enumerable.Repeat((short)7, source.Length)];

        new DcTrellis(Sizes, Across, Ratio, Lambda).Quantize(source, new float[Across], result);

        Assert.All(result.Where((_, position) => position % CoefficientPlane.BlockLength != 0), level => Assert.Equal(7, level));
    }

    private static short[] Quantize(short[] source, float[] weights)
    {
        short[] result = new short[source.Length];
        new DcTrellis(Sizes, Across, Ratio, Lambda).Quantize(source, weights, result);
        return Levels(result);
    }

    private static short[] RandomRow(Random random)
    {
        short[] row = new short[Across * CoefficientPlane.BlockLength];
        for (int position = 0; position < row.Length; position += CoefficientPlane.BlockLength) row[position] = (short)random.Next(-60, 61);
        return row;
    }

    private static short[] Levels(short[] row) => [.. row.Where((_, position) => position % CoefficientPlane.BlockLength == 0)];

    private static short[] Rounded(short[] source) => [.. Levels(source).Select(value => (short)MathF.Round(value * Ratio))];

    private static double Cost(short[] source, float[] weights, short[] levels)
    {
        double totalBits = Math.Log2(Sizes.Sum() + 9);
        double cost = 0;
        int before = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            double error = (Levels(source)[i] * (double)Ratio) - levels[i];
            int size = HuffmanSymbol.Size(Math.Abs(levels[i] - before));
            cost += (weights[i] * error * error) + (Lambda * (size + totalBits - Math.Log2(Sizes[size] + 0.5)));
            before = levels[i];
        }

        return cost;
    }
}
