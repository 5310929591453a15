using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>The inverse DCT exactly as defined in T.81, A.3.3; slow.</summary>
internal static class ReferenceInverseDct
{
    /// <summary>The samples of one component in row order.</summary>
    public static byte[] Samples(JpegComponent component, int width, int height)
    {
        byte[] samples = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                samples[(y * width) + x] = Sample(component.Plane.Block(y / 8, x / 8), component.Steps, x % 8, y % 8);
        }

        return samples;
    }

    private static byte Sample(ReadOnlySpan<short> block, ushort[] steps, int x, int y)
    {
        double sum = 0;
        for (int k = 0; k < block.Length; k++)
        {
            if (block[k] == 0) continue;

            int u = ZigZag.ToNatural[k] % 8;
            int v = ZigZag.ToNatural[k] / 8;
            sum += block[k] * steps[k] * Scale(u) * Scale(v) / 4
                * Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * Math.Cos(((2 * y) + 1) * v * Math.PI / 16);
        }

        return (byte)Math.Clamp(Math.Round(sum + 128), 0, 255);
    }

    private static double Scale(int frequency) => frequency == 0 ? 1 / Math.Sqrt(2) : 1;
}
