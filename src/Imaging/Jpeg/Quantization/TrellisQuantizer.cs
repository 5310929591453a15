using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Chooses the AC levels of a block that cost least in distortion and bits together: for each coefficient its rounded
/// magnitude, one less, or zero, by dynamic programming over the positions of a block.
/// </summary>
/// <remarks>
/// The method of Crouse and Ramchandran (Joint thresholding and quantizer selection for transform image coding,
/// 1997): the rate of a coefficient depends on the position of the preceding nonzero one, so the minimum cost at each position
/// follows from the minimum costs at the positions before it.
/// </remarks>
/// <param name="sourceSteps">The source's quantization steps in zigzag order.</param>
/// <param name="steps">The steps to quantize with, in zigzag order.</param>
/// <param name="errors">What errors count, relative to each other.</param>
internal sealed class TrellisQuantizer(ReadOnlySpan<float> sourceSteps, ReadOnlySpan<ushort> steps, ErrorWeights errors)
{
    private readonly float[] _ratios = Ratios(sourceSteps, steps);
    private readonly float[] _weights = errors.ByPosition();
    private readonly float _weightOfZeros = errors.OfZeros;

    /// <summary>Quantizes the AC coefficients of a block.</summary>
    /// <param name="source">The source's coefficients in zigzag order.</param>
    /// <param name="rate">The costs of symbols.</param>
    /// <param name="weight">The weight of a squared step of distortion in this block.</param>
    /// <param name="levels">Receives the levels; all zero before.</param>
    public void Quantize(ReadOnlySpan<short> source, RateModel rate, float weight, Span<short> levels)
    {
        Span<float> scaled = stackalloc float[CoefficientPlane.BlockLength];
        ulong candidates = Scale(source, scaled) & ~1UL;
        if (candidates == 0) return;

        Path path = default;
        int count = FindPath(candidates, scaled, rate, weight, ref path, out int last);
        for (int i = last; i >= 0 && count > 0; i = path.Previous[i])
        {
            int position = path.Position[i];
            levels[position] = (short)(source[position] < 0 ? -path.Level[i] : path.Level[i]);
        }
    }

    // Scales |source| to the new steps, and finds the positions that do not round to zero.
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

    private int FindPath(
        ulong candidates, ReadOnlySpan<float> scaled, RateModel rate, float blockWeight, ref Path path, out int last)
    {
        ReadOnlySpan<float> costs = rate.Costs;
        int count = 0;

        // The cost of quantizing all candidates so far to zero.
        float zeros = 0;
        float best = 0;
        last = -1;
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int position = BitOperations.TrailingZeroCount(candidates);
            float value = scaled[position];
            float weight = blockWeight * _weights[position];
            int high = (int)(value + 0.5f);
            int highSize = HuffmanSymbol.Size(high);
            float highError = weight * (value - high) * (value - high);
            int low = high - 1;
            int lowSize = HuffmanSymbol.Size(low);
            float lowError = low == 0 ? float.PositiveInfinity : weight * (value - low) * (value - low);

            // From each preceding candidate, or from the start of the block. The search goes backward and stops when no remaining
            // predecessor can be cheaper, mostly after a few steps.
            float cheapest = float.PositiveInfinity;
            int cheapestPrevious = -1;
            bool cheapestIsHigh = true;
            float lowerBound = zeros + rate.MinCost + Math.Min(highError, lowError);
            for (int previous = count - 1; previous >= -1; previous--)
            {
                int run = position - 1;
                float cost = zeros;
                if (previous >= 0)
                {
                    if (lowerBound + path.MinCost[previous] >= cheapest) break;
                    run -= path.Position[previous];
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

            // Costs are relative to zeros up to here: a later candidate adds all zeros before it.
            float zeroError = _weightOfZeros * weight * value * value;
            zeros += zeroError;
            path.Position[count] = (byte)position;
            path.Level[count] = (short)(cheapestIsHigh ? high : low);
            path.Previous[count] = (sbyte)cheapestPrevious;
            path.Cost[count] = cheapest - zeros;
            path.MinCost[count] = Math.Min(cheapest - zeros, count == 0 ? 0 : path.MinCost[count - 1]);

            // The cost if the block ends here, relative to the part that all endings share.
            float ending = path.Cost[count] - (position == CoefficientPlane.BlockLength - 1 ? rate.EndOfBlock : 0);
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

    /// <summary>The path of minimum cost to each candidate.</summary>
    private struct Path
    {
        public Positions Position;
        public Levels Level;
        public Indices Previous;
        public Sums Cost;

        /// <summary>The minimum cost of this candidate, all before it, and the start.</summary>
        public Sums MinCost;
    }

    [InlineArray(CoefficientPlane.BlockLength)]
    private struct Positions
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
