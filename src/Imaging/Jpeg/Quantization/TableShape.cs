using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>How the steps of a quantization table grow with frequency: given at a few sums u + v, linear between them.</summary>
internal sealed class TableShape(params float[] nodes)
{
    /// <summary>The sums u + v at which a shape is given: DC first, the highest frequency last.</summary>
    public static ReadOnlySpan<byte> Sums => [0, 1, 2, 4, 6, 9, 14];

    /// <summary>The shape at the given sums, at a scale of 1.</summary>
    public IReadOnlyList<float> Nodes { get; } = nodes;

    /// <summary>The table for a scale: 64 steps in zigzag order, 1 to 255.</summary>
    public ushort[] Steps(float scale)
    {
        ushort[] steps = new ushort[CoefficientPlane.BlockLength];
        for (int k = 0; k < steps.Length; k++)
        {
            int place = ZigZag.ToNatural[k];
            steps[k] = (ushort)Math.Clamp(MathF.Round(scale * At((place & 7) + (place >> 3))), 1, 255);
        }

        return steps;
    }

    private float At(int sum)
    {
        int node = 1;
        while (Sums[node] < sum) node++;
        float share = (float)(sum - Sums[node - 1]) / (Sums[node] - Sums[node - 1]);
        return Nodes[node - 1] + (share * (Nodes[node] - Nodes[node - 1]));
    }
}
