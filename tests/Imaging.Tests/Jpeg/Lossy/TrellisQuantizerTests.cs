using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class TrellisQuantizerTests
{
    private const int Place63 = CoefficientPlane.BlockLength - 1;

    private static readonly float[] SourceSteps = [.. Enumerable.Repeat(1f, CoefficientPlane.BlockLength)];
    private static readonly ushort[] Steps = [.. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(k => (ushort)(8 + (k / 4)))];

    [Fact]
    public void The_cost_of_a_block_is_never_above_that_of_rounding()
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            RateModel rate = RandomRates(random);
            ErrorWeights errors = RandomWeights(random);
            float weight = random.NextSingle();
            short[] source = RandomBlock(random, density: 0.4);

            short[] levels = Quantize(source, rate, weight, errors);

            Assert.InRange(Cost(source, levels, rate, weight, errors), 0, Cost(source, Rounded(source), rate, weight, errors) + 0.001);
        }
    }

    [Fact]
    public void No_other_choice_of_levels_has_a_lower_cost()
    {
        Random random = new(2);
        for (int round = 0; round < 300; round++)
        {
            RateModel rate = RandomRates(random);
            ErrorWeights errors = RandomWeights(random);
            float weight = random.NextSingle();
            short[] source = RandomBlock(random, density: 0.08);
            if (round % 5 == 0) source[Place63] = (short)(Steps[Place63] * random.Next(1, 3));

            short[] levels = Quantize(source, rate, weight, errors);

            double cheapest = Choices(Rounded(source)).Min(choice => Cost(source, choice, rate, weight, errors));
            Assert.Equal(cheapest, Cost(source, levels, rate, weight, errors), 0.001);
        }
    }

    [Fact]
    public void Signs_are_kept_and_DC_is_not_set()
    {
        short[] source = new short[CoefficientPlane.BlockLength];
        (source[0], source[1], source[2]) = (-100, -300, 300);

        short[] levels = Quantize(source, new RateModel(new SymbolHistogram(), lambda: 0), weight: 1, ErrorWeights.Equal);

        Assert.Equal([0, -38, 38, 0], levels[..4]);
    }

    private static short[] Quantize(short[] source, RateModel rate, float weight, ErrorWeights errors)
    {
        short[] levels = new short[CoefficientPlane.BlockLength];
        new TrellisQuantizer(SourceSteps, Steps, errors).Quantize(source, rate, weight, levels);
        return levels;
    }

    private static short[] Rounded(short[] source) =>
        [.. source.Zip(Steps, (value, step) => (short)(Math.Sign(value) * (int)(((float)Math.Abs((int)value) / step) + 0.5f)))];

    // All choices of the trellis: each magnitude, one less, or zero.
    private static List<short[]> Choices(short[] rounded)
    {
        List<short[]> choices = [rounded];
        for (int k = 1; k < rounded.Length; k++)
        {
            if (rounded[k] == 0) continue;
            int position = k;
            choices =
                [.. choices.SelectMany(choice => new[] { rounded[position], rounded[position] - Math.Sign(rounded[position]), 0 }.Distinct()
                    .Select(level =>
            {
                short[] other = [.. choice];
                other[position] = (short)level;
                return other;
            }))];
        }

        return choices;
    }

    // Encodes a block as in T.81, F.1.2.2, symbol by symbol.
    private static double Cost(short[] source, short[] levels, RateModel rate, float weight, ErrorWeights errors)
    {
        float[] weights = errors.ByPosition();
        double cost = 0;
        int run = 0;
        for (int k = 1; k < levels.Length; k++)
        {
            double error = (Math.Abs((double)source[k]) / Steps[k]) - Math.Abs((double)levels[k]);
            cost += weight * weights[k] * (levels[k] == 0 ? errors.OfZeros : 1) * error * error;
            if (levels[k] == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16) cost += rate.ZeroRun;
            cost += rate.Costs[(run << 4) | HuffmanSymbol.Size(Math.Abs((int)levels[k]))];
            run = 0;
        }

        return run > 0 ? cost + rate.EndOfBlock : cost;
    }

    private static short[] RandomBlock(Random random, double density) =>
    [
        .. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(_ =>
            (short)(random.NextDouble() < density ? random.Next(-40, 41) : random.Next(-3, 4))),
    ];

    private static ErrorWeights RandomWeights(Random random) => new(random.NextSingle() - 0.5f, 0.5f + random.NextSingle());

    private static RateModel RandomRates(Random random)
    {
        SymbolHistogram histogram = new();
        for (int symbol = 0; symbol < 256; symbol++) histogram.Counts[symbol] = random.Next(1, 1000) / ((symbol & 15) + 1);
        return new RateModel(histogram, 0.02f + (0.2f * random.NextSingle()));
    }
}
