using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Chooses the DC levels of a component row by row: each is coded as its difference from the preceding one, so that a level
/// slightly off may make two differences cheaper (dynamic programming over the rounded level and its two neighbors).
/// </summary>
internal sealed class DcTrellis
{
    private const int Candidates = 3;

    /// <summary>Sizes of differences of 16-bit levels, although 8-bit samples need only eleven (T.81, table F.1).</summary>
    private const int SizeCount = 18;

    private readonly float[] _sizeCosts = new float[SizeCount];
    private readonly byte[] _previous;
    private readonly float _ratio;
    private int _previousLevel;

    /// <param name="sizes">The count of differences of each size in the previous pass.</param>
    /// <param name="across">The number of blocks per row.</param>
    /// <param name="ratio">The source's step divided by the new one.</param>
    /// <param name="lambda">The Lagrange multiplier: the cost of one bit in squared steps.</param>
    public DcTrellis(int[] sizes, int across, float ratio, float lambda)
    {
        _previous = new byte[across * Candidates];
        _ratio = ratio;
        float totalBits = PortableMath.Log2(sizes.Sum() + (SizeCount / 2f));
        for (int size = 0; size < SizeCount; size++) _sizeCosts[size] = lambda * (size + totalBits - PortableMath.Log2(sizes[size] + 0.5f));
    }

    /// <summary>The count of differences of each size in this pass.</summary>
    public int[] Sizes { get; } = new int[SizeCount];

    /// <summary>Before the first pass: small differences are most frequent.</summary>
    public static int[] InitialSizes() => [.. Enumerable.Range(0, SizeCount).Select(size => 1 << Math.Max(10 - size, 0))];

    /// <summary>Quantizes the DC values of a row. Rows have to be quantized in order.</summary>
    /// <param name="source">The source's blocks.</param>
    /// <param name="weights">The weight of a squared step of distortion in each block.</param>
    /// <param name="result">The new blocks of the row, whose DC levels are set.</param>
    public void Quantize(ReadOnlySpan<short> source, ReadOnlySpan<float> weights, Span<short> result)
    {
        Span<float> costs = [0, float.PositiveInfinity, float.PositiveInfinity];
        Span<float> next = stackalloc float[Candidates];
        int previousLowest = _previousLevel;
        for (int column = 0; column < weights.Length; column++)
        {
            float value = source[column * CoefficientPlane.BlockLength] * _ratio;
            int lowest = LowestCandidate(value);
            for (int i = 0; i < Candidates; i++)
            {
                float error = value - (lowest + i);
                float cheapest = float.PositiveInfinity;
                for (int j = 0; j < Candidates; j++)
                {
                    float cost = costs[j] + _sizeCosts[HuffmanSymbol.Size(Math.Abs(lowest + i - previousLowest - j))];
                    if (cost >= cheapest) continue;
                    cheapest = cost;
                    _previous[(column * Candidates) + i] = (byte)j;
                }

                next[i] = cheapest + (weights[column] * error * error);
            }

            next.CopyTo(costs);
            previousLowest = lowest;
        }

        int best = costs.IndexOf(Math.Min(costs[0], Math.Min(costs[1], costs[2])));
        for (int column = weights.Length - 1; column >= 0; column--)
        {
            int position = column * CoefficientPlane.BlockLength;
            result[position] = (short)(LowestCandidate(source[position] * _ratio) + best);
            best = _previous[(column * Candidates) + best];
        }

        CountSizes(result);
    }

    // One below the rounded level.
    private static int LowestCandidate(float value) => (int)MathF.Round(value) - 1;

    private void CountSizes(ReadOnlySpan<short> row)
    {
        for (int position = 0; position < row.Length; position += CoefficientPlane.BlockLength)
        {
            Sizes[HuffmanSymbol.Size(Math.Abs(row[position] - _previousLevel))]++;
            _previousLevel = row[position];
        }
    }
}
