using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>The growth of quantization steps with frequency: given at a few distances from DC, linear between them.</summary>
internal sealed class TableShape(params float[] nodes)
{
    /// <summary>The distances √(u² + v²) of the nodes, from DC to the highest frequency.</summary>
    public static ReadOnlySpan<float> Distances => [0, 1, 2, 3, 4.5f, 6.5f, 9.9f];

    /// <summary>The steps at the nodes, at a scale of 1.</summary>
    public IReadOnlyList<float> Nodes { get; } = nodes;

    /// <summary>Interpolates between two shapes.</summary>
    public static TableShape Mix(TableShape first, TableShape second, float share) =>
        new([.. first.Nodes.Zip(second.Nodes, (one, other) => one + (share * (other - one)))]);

    /// <summary>The table for a scale: 64 steps in zigzag order, 1 to 255.</summary>
    /// <param name="scale">The factor on the steps.</param>
    /// <param name="across">The factor on horizontal frequencies.</param>
    /// <param name="down">The factor on vertical frequencies.</param>
    public ushort[] Steps(float scale, float across = 1, float down = 1)
    {
        ushort[] steps = new ushort[CoefficientPlane.BlockLength];
        for (int k = 0; k < steps.Length; k++)
        {
            float u = across * (ZigZag.ToNatural[k] & 7);
            float v = down * (ZigZag.ToNatural[k] >> 3);
            float distance = Math.Min(MathF.Sqrt((u * u) + (v * v)), Distances[^1]);
            steps[k] = (ushort)Math.Clamp(MathF.Round(scale * At(distance)), 1, 255);
        }

        return steps;
    }

    private float At(float distance)
    {
        int node = 1;
        while (Distances[node] < distance) node++;
        float share = (distance - Distances[node - 1]) / (Distances[node] - Distances[node - 1]);
        return Nodes[node - 1] + (share * (Nodes[node] - Nodes[node - 1]));
    }
}
