using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Chooses the DC levels of a component row by row: each is coded as its difference from the block before, so that a level
/// a little off may make two differences cheap (dynamic programming over the rounded level and its two neighbours).
/// </summary>
internal sealed class DcTrellis
{
    private const int Candidates = 3;

    /// <summary>Differences of 16-bit levels, though eleven bits are all that 8-bit samples need (T.81, table F.1).</summary>
    private const int SizeCount = 18;

    private readonly float[] _sizeCosts = new float[SizeCount];
    private readonly byte[] _previous;
    private readonly float _ratio;
    private int _before;

    /// <param name="sizes">How often differences of each size came in the pass before.</param>
    /// <param name="across">How many blocks a row has.</param>
    /// <param name="ratio">The source's step over the new one.</param>
    /// <param name="lambda">What one bit costs, in squared steps.</param>
    public DcTrellis(int[] sizes, int across, float ratio, float lambda)
    {
        _previous = new byte[across * Candidates];
        _ratio = ratio;
        float totalBits = PortableMath.Log2(sizes.Sum() + (SizeCount / 2f));
        for (int size = 0; size < SizeCount; size++) _sizeCosts[size] = lambda * (size + totalBits - PortableMath.Log2(sizes[size] + 0.5f));
    }

    /// <summary>How often differences of each size came in this pass.</summary>
    public int[] Sizes { get; } = new int[SizeCount];

    /// <summary>Before anything is known: small differences come most.</summary>
    public static int[] InitialSizes() => [.. Enumerable.Range(0, SizeCount).Select(size => 1 << Math.Max(10 - size, 0))];

    /// <summary>Quantizes the DC values of a row, each row following the one above.</summary>
    /// <param name="source">The source's blocks.</param>
    /// <param name="weights">What a squared step of distortion costs in each block.</param>
    /// <param name="result">The row's new blocks, whose DC levels are written.</param>
    public void Quantize(ReadOnlySpan<short> source, ReadOnlySpan<float> weights, Span<short> result)
    {
        Span<float> costs = [0, float.PositiveInfinity, float.PositiveInfinity];
        Span<float> next = stackalloc float[Candidates];
        int lowestBefore = _before;
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
                    float cost = costs[j] + _sizeCosts[HuffmanSymbol.Size(Math.Abs(lowest + i - lowestBefore - j))];
                    if (cost >= cheapest) continue;
                    cheapest = cost;
                    _previous[(column * Candidates) + i] = (byte)j;
                }

                next[i] = cheapest + (weights[column] * error * error);
            }

            next.CopyTo(costs);
            lowestBefore = lowest;
        }

        int best = costs.IndexOf(Math.Min(costs[0], Math.Min(costs[1], costs[2])));
        for (int column = weights.Length - 1; column >= 0; column--)
        {
            int place = column * CoefficientPlane.BlockLength;
            result[place] = (short)(LowestCandidate(source[place] * _ratio) + best);
            best = _previous[(column * Candidates) + best];
        }

        CountSizes(result);
    }

    // One below the rounded level.
    private static int LowestCandidate(float value) => (int)MathF.Round(value) - 1;

    private void CountSizes(ReadOnlySpan<short> row)
    {
        for (int place = 0; place < row.Length; place += CoefficientPlane.BlockLength)
        {
            Sizes[HuffmanSymbol.Size(Math.Abs(row[place] - _before))]++;
            _before = row[place];
        }
    }
}
