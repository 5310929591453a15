using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>Corrects what distortion costs in each block by what it turned out to cost the metric.</summary>
internal static class BlockWeights
{
    /// <summary>A round changes no weight by more than this to the power of the strength.</summary>
    private const float MaxRatio = 3;

    /// <summary>What is added to all blocks' shares, of their mean: little distortion tells little.</summary>
    private const float Steadiness = 0.3f;

    /// <summary>Moves weights towards the ratio of shares to energies, both smoothed, and keeps their mean.</summary>
    /// <param name="weights">The weights, row by row.</param>
    /// <param name="shares">What each block's errors cost the metric.</param>
    /// <param name="energies">What the quantizer took them for.</param>
    /// <param name="across">How many blocks a row has.</param>
    /// <param name="strength">The power of the ratio: 0 changes nothing, 1 believes it.</param>
    public static void Correct(Span<float> weights, float[] shares, float[] energies, int across, float strength)
    {
        double allShares = shares.Sum(share => (double)share);
        double allEnergies = energies.Sum(energy => (double)energy);
        if (allShares <= 0 || allEnergies <= 0) return;

        float relation = (float)(allEnergies / allShares);
        float steadiness = Steadiness * (float)(allEnergies / energies.Length);
        float[] smoothShares = Smooth(shares, across);
        float[] smoothEnergies = Smooth(energies, across);
        double before = 0;
        double after = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float ratio = Math.Max((smoothShares[i] * relation) + steadiness, 0) / (smoothEnergies[i] + steadiness);
            before += weights[i];
            weights[i] *= PortableMath.Exp2(strength * PortableMath.Log2(Math.Clamp(ratio, 1 / MaxRatio, MaxRatio)));
            after += weights[i];
        }

        float keep = (float)(before / after);
        foreach (ref float weight in weights) weight *= keep;
    }

    // The mean over a block and its neighbours: four parts its own, two of those beside it, one of those at its corners.
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
