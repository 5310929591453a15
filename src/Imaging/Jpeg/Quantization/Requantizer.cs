using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>Quantizes a component's coefficients anew, by rate and distortion.</summary>
internal static class Requantizer
{
    /// <summary>How often the statistics are taken anew from a sample before the picture itself is quantized.</summary>
    private const int SamplePasses = 2;

    /// <summary>How many blocks tell enough of the statistics.</summary>
    private const int SampleBlocks = 4_000;

    /// <summary>Quantizes a component.</summary>
    /// <param name="source">The coefficients.</param>
    /// <param name="sourceSteps">What one unit of them means, in zigzag order.</param>
    /// <param name="steps">The steps to quantize with, in zigzag order.</param>
    /// <param name="recipe">What steers the choice of levels.</param>
    /// <param name="result">An empty plane of the same size.</param>
    /// <param name="cancellationToken">Looked at once a row of blocks.</param>
    public static void Requantize(
        CoefficientPlane source, ReadOnlySpan<float> sourceSteps, ReadOnlySpan<ushort> steps, Recipe recipe,
        CoefficientPlane result, CancellationToken cancellationToken)
    {
        TrellisQuantizer quantizer = new(sourceSteps, steps);
        float[] weights = BlockMasking.Weights(source, sourceSteps, recipe.Masking);
        RateModel rate = new(InitialStatistics(), recipe.Lambda);
        int sampleStep = Math.Max(source.BlocksAcross * source.BlocksDown / SampleBlocks, 1);
        for (int pass = 0; pass <= SamplePasses; pass++)
        {
            SymbolHistogram statistics = new();
            int rowStep = pass == SamplePasses ? 1 : sampleStep;
            for (int row = 0; row < source.BlocksDown; row += rowStep)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int column = 0; column < source.BlocksAcross; column++)
                {
                    Span<short> levels = result.Block(row, column);
                    levels.Clear();
                    quantizer.Quantize(source.Block(row, column), rate, weights[(row * source.BlocksAcross) + column], levels);
                    Count(levels, statistics.Counts);
                }
            }

            rate = new RateModel(statistics, recipe.Lambda);
        }

        DcTrellis.Apply(source, sourceSteps[0] / steps[0], weights, recipe.DcLambda, result);
    }

    // Before anything is known: short runs of small values come most.
    private static SymbolHistogram InitialStatistics()
    {
        SymbolHistogram histogram = new();
        for (int run = 0; run < 16; run++)
        {
            for (int size = 1; size <= 10; size++)
                histogram.Counts[(run << 4) | size] = (1 << 16) >> Math.Min((run / 2) + (2 * size), 16);
        }

        histogram.Counts[HuffmanSymbol.EndOfBlock] = 1 << 15;
        histogram.Counts[HuffmanSymbol.ZeroRun] = 1 << 8;
        return histogram;
    }

    private static void Count(ReadOnlySpan<short> levels, int[] counts)
    {
        int next = 1;
        for (ulong mask = BlockMask.Of(levels, 0) & ~1UL; mask != 0; mask &= mask - 1)
        {
            int place = BitOperations.TrailingZeroCount(mask);
            int run = place - next;
            for (; run > 15; run -= 16) counts[HuffmanSymbol.ZeroRun]++;
            counts[(run << 4) | HuffmanSymbol.Size(Math.Abs((int)levels[place]))]++;
            next = place + 1;
        }

        if (next < CoefficientPlane.BlockLength) counts[HuffmanSymbol.EndOfBlock]++;
    }
}
