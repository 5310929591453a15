using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>Corrects the weight of distortion in each block by its measured share in the metric's errors.</summary>
internal static class BlockWeights
{
    /// <summary>The maximum change of a weight in one round, to the power of the strength.</summary>
    private const float MaxRatio = 3;

    /// <summary>Added to the shares of all blocks, relative to their mean: with little distortion, shares are noisy.</summary>
    private const float Regularization = 0.3f;

    /// <summary>Changes weights towards the ratio of metric errors to quantizer distortion, both smoothed, and keeps their mean.</summary>
    /// <param name="weights">The weights, row by row.</param>
    /// <param name="shares">The metric's errors in each block.</param>
    /// <param name="energies">The quantizer's distortion in each block.</param>
    /// <param name="across">The number of blocks per row.</param>
    /// <param name="strength">The exponent of the ratio: 0 changes nothing, 1 applies it in full.</param>
    public static void Correct(Span<float> weights, float[] shares, float[] energies, int across, float strength)
    {
        double allShares = shares.Sum(share => (double)share);
        double allEnergies = energies.Sum(energy => (double)energy);
        if (allShares <= 0 || allEnergies <= 0) return;

        float relation = (float)(allEnergies / allShares);
        float regularization = Regularization * (float)(allEnergies / energies.Length);
        float[] smoothShares = Smooth(shares, across);
        float[] smoothEnergies = Smooth(energies, across);
        double before = 0;
        double after = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float ratio = Math.Max((smoothShares[i] * relation) + regularization, 0) / (smoothEnergies[i] + regularization);
            before += weights[i];
            weights[i] *= PortableMath.Exp2(strength * PortableMath.Log2(Math.Clamp(ratio, 1 / MaxRatio, MaxRatio)));
            after += weights[i];
        }

        float keep = (float)(before / after);
        foreach (ref float weight in weights) weight *= keep;
    }

    // The weighted mean over a block and its neighbors: 4 for itself, 2 for edges, 1 for corners.
    private static float[] Smooth(float[] values, int across)
    {
        int down = values.Length / across;
        float[] result = new float[values.Length];
        for (int y = 0; y < down; y++)
        {
            for (int x = 0; x < across; x++)
            {
                float sum = 0;
                float total = 0;
                for (int row = Math.Max(y - 1, 0); row <= Math.Min(y + 1, down - 1); row++)
                {
                    for (int column = Math.Max(x - 1, 0); column <= Math.Min(x + 1, across - 1); column++)
                    {
                        float part = (row == y ? 2 : 1) * (column == x ? 2 : 1);
                        sum += part * values[(row * across) + column];
                        total += part;
                    }
                }

                result[(y * across) + x] = sum / total;
            }
        }

        return result;
    }
}
