using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// Chooses the DC levels of a component row by row: each is coded as its difference from the block before, so that a level
/// a little off may make two differences cheap (dynamic programming over the rounded level and its two neighbours).
/// </summary>
internal sealed class DcTrellis
{
    private const int Candidates = 3;

    /// <summary>Differences of 16-bit levels, though eleven bits are all that 8-bit samples need (T.81, table F.1).</summary>
    private const int Sizes = 18;

    private readonly float[] _bits = new float[Sizes];
    private readonly byte[] _previous;

    private DcTrellis(CoefficientPlane rounded)
    {
        _previous = new byte[rounded.BlocksAcross * Candidates];
        CountSizes(rounded);
    }

    /// <summary>Moves the rounded DC levels of a plane to cheaper ones.</summary>
    /// <param name="source">The source's coefficients.</param>
    /// <param name="ratio">The source's step over the new one.</param>
    /// <param name="weights">What a squared step of distortion costs in each block.</param>
    /// <param name="lambda">What one bit costs, in squared steps.</param>
    /// <param name="result">The plane, its DC levels rounded.</param>
    public static void Apply(CoefficientPlane source, float ratio, ReadOnlySpan<float> weights, float lambda, CoefficientPlane result)
    {
        DcTrellis trellis = new(result);
        int before = 0;
        for (int row = 0; row < result.BlocksDown; row++)
        {
            trellis.ApplyToRow(source.Row(row), ratio, weights.Slice(row * result.BlocksAcross, result.BlocksAcross), lambda, before, result.Row(row));
            before = result.Block(row, result.BlocksAcross - 1)[0];
        }
    }

    private void ApplyToRow(
        ReadOnlySpan<short> source, float ratio, ReadOnlySpan<float> weights, float lambda, int before, Span<short> result)
    {
        Span<float> costs = [0, float.PositiveInfinity, float.PositiveInfinity];
        Span<float> next = stackalloc float[Candidates];
        int lowestBefore = before;
        for (int column = 0; column < weights.Length; column++)
        {
            float value = source[column * CoefficientPlane.BlockLength] * ratio;
            int lowest = (int)MathF.Round(value) - 1;
            for (int i = 0; i < Candidates; i++)
            {
                float error = value - (lowest + i);
                float cheapest = float.PositiveInfinity;
                for (int j = 0; j < Candidates; j++)
                {
                    float cost = costs[j] + (lambda * _bits[HuffmanSymbol.Size(Math.Abs(lowest + i - lowestBefore - j))]);
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
            ref short level = ref result[column * CoefficientPlane.BlockLength];
            level = (short)(level - 1 + best);
            best = _previous[(column * Candidates) + best];
        }
    }

    // What a difference costs is told by how often its size came when all levels were rounded.
    private void CountSizes(CoefficientPlane rounded)
    {
        Span<int> counts = stackalloc int[Sizes];
        int before = 0;
        for (int row = 0; row < rounded.BlocksDown; row++)
        {
            ReadOnlySpan<short> blocks = rounded.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            {
                counts[HuffmanSymbol.Size(Math.Abs(blocks[0] - before))]++;
                before = blocks[0];
            }
        }

        float totalBits = PortableMath.Log2((rounded.BlocksAcross * rounded.BlocksDown) + (Sizes / 2f));
        for (int size = 0; size < Sizes; size++) _bits[size] = size + totalBits - PortableMath.Log2(counts[size] + 0.5f);
    }
}
