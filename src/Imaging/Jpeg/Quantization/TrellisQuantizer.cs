using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Chooses the AC levels of a block that cost least in distortion and bits together: for each coefficient its rounded
/// magnitude, one less, or zero, by dynamic programming over the places of a block.
/// </summary>
/// <remarks>
/// The method is that of Crouse and Ramchandran (Joint thresholding and quantizer selection for transform image coding,
/// 1997): the cost of a coefficient depends on where the one before it stands, so the cheapest way to each place that may
/// hold one follows from the cheapest ways to the places before it.
/// </remarks>
/// <param name="sourceSteps">What one unit of the source's coefficients means, in zigzag order.</param>
/// <param name="steps">The steps to quantize with, in zigzag order.</param>
internal sealed class TrellisQuantizer(ReadOnlySpan<float> sourceSteps, ReadOnlySpan<ushort> steps)
{
    private readonly float[] _ratios = Ratios(sourceSteps, steps);

    /// <summary>Quantizes the AC coefficients of a block.</summary>
    /// <param name="source">The source's coefficients in zigzag order.</param>
    /// <param name="rate">What symbols cost.</param>
    /// <param name="weight">What a squared step of distortion costs in this block.</param>
    /// <param name="levels">Where the levels are written; all zero before.</param>
    public void Quantize(ReadOnlySpan<short> source, RateModel rate, float weight, Span<short> levels)
    {
        Span<float> scaled = stackalloc float[CoefficientPlane.BlockLength];
        ulong candidates = Scale(source, scaled) & ~1UL;
        if (candidates == 0) return;

        Path path = default;
        int count = FindPath(candidates, scaled, rate, weight, ref path, out int last);
        for (int i = last; i >= 0 && count > 0; i = path.Previous[i])
        {
            int place = path.Place[i];
            levels[place] = (short)(source[place] < 0 ? -path.Level[i] : path.Level[i]);
        }
    }

    // Puts |source| in units of the new steps, and finds what would not be rounded to zero.
    private ulong Scale(ReadOnlySpan<short> source, Span<float> scaled)
    {
        ulong candidates = 0;
        Vector256<float> half = Vector256.Create(0.5f);
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<float>.Count)
        {
            Vector256<int> magnitudes = Vector256.Abs(Vector256.Create(
                source[k], source[k + 1], source[k + 2], source[k + 3], source[k + 4], source[k + 5], source[k + 6], (int)source[k + 7]));
            Vector256<float> values = Vector256.ConvertToSingle(magnitudes) * Vector256.Create(_ratios.AsSpan(k));
            values.CopyTo(scaled[k..]);
            candidates |= (ulong)Vector256.GreaterThanOrEqual(values, half).ExtractMostSignificantBits() << k;
        }

        return candidates;
    }

    private static int FindPath(
        ulong candidates, ReadOnlySpan<float> scaled, RateModel rate, float weight, ref Path path, out int last)
    {
        ReadOnlySpan<float> costs = rate.Costs;
        int count = 0;

        // The cost of leaving all candidates so far at zero.
        float zeros = 0;
        float best = 0;
        last = -1;
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int place = BitOperations.TrailingZeroCount(candidates);
            float value = scaled[place];
            int high = (int)(value + 0.5f);
            int highSize = HuffmanSymbol.Size(high);
            float highError = weight * (value - high) * (value - high);
            int low = high - 1;
            int lowSize = HuffmanSymbol.Size(low);
            float lowError = low == 0 ? float.PositiveInfinity : weight * (value - low) * (value - low);

            // From each candidate before, or from the start of the block. Going back, all that is left cannot be cheaper than
            // the cheapest way to any of it: mostly a few steps are enough.
            float cheapest = float.PositiveInfinity;
            int cheapestPrevious = -1;
            bool cheapestIsHigh = true;
            float least = zeros + rate.Least + Math.Min(highError, lowError);
            for (int previous = count - 1; previous >= -1; previous--)
            {
                int run = place - 1;
                float cost = zeros;
                if (previous >= 0)
                {
                    if (least + path.MinCost[previous] >= cheapest) break;
                    run -= path.Place[previous];
                    cost += path.Cost[previous];
                }

                if (run > 15)
                {
                    cost += (run >> 4) * rate.ZeroRun;
                    run &= 15;
                }

                float withHigh = cost + highError + costs[(run << 4) | highSize];
                float withLow = cost + lowError + costs[(run << 4) | lowSize];
                if (withHigh < cheapest) (cheapest, cheapestPrevious, cheapestIsHigh) = (withHigh, previous, true);
                if (withLow < cheapest) (cheapest, cheapestPrevious, cheapestIsHigh) = (withLow, previous, false);
            }

            // Costs are kept less what zeros would have cost up to here: a later candidate adds all zeros before it.
            float zeroError = weight * value * value;
            zeros += zeroError;
            path.Place[count] = (byte)place;
            path.Level[count] = (short)(cheapestIsHigh ? high : low);
            path.Previous[count] = (sbyte)cheapestPrevious;
            path.Cost[count] = cheapest - zeros;
            path.MinCost[count] = Math.Min(cheapest - zeros, count == 0 ? 0 : path.MinCost[count - 1]);

            // Should the block end here, all after it is zero: compared without what all endings have in common.
            float ending = path.Cost[count] - (place == CoefficientPlane.BlockLength - 1 ? rate.EndOfBlock : 0);
            if (ending < best) (best, last) = (ending, count);
            count++;
        }

        return count;
    }

    private static float[] Ratios(ReadOnlySpan<float> sourceSteps, ReadOnlySpan<ushort> steps)
    {
        float[] ratios = new float[CoefficientPlane.BlockLength];
        for (int k = 0; k < ratios.Length; k++) ratios[k] = sourceSteps[k] / steps[k];
        return ratios;
    }

    /// <summary>The cheapest way to each candidate.</summary>
    private struct Path
    {
        public Places Place;
        public Levels Level;
        public Indices Previous;
        public Sums Cost;

        /// <summary>The least cost of this candidate, of all before it, and of the start.</summary>
        public Sums MinCost;
    }

    [InlineArray(CoefficientPlane.BlockLength)]
    private struct Places
    {
        private byte _first;
    }

    [InlineArray(CoefficientPlane.BlockLength)]
    private struct Levels
    {
        private short _first;
    }

    [InlineArray(CoefficientPlane.BlockLength)]
    private struct Indices
    {
        private sbyte _first;
    }

    [InlineArray(CoefficientPlane.BlockLength)]
    private struct Sums
    {
        private float _first;
    }
}
