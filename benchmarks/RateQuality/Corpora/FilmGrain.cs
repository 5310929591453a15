using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>A photograph with the grain of film: noise with a correlation length, strongest in middle tones, weaker in color.</summary>
internal static class FilmGrain
{
    private const double Strength = 12, ColorShare = 0.35;

    public static byte[] Draw(int width, int height, int seed, bool coarse)
    {
        byte[] pixels = Scene.Photo(width, height, seed);
        int radius = coarse ? 2 : 1;
        double[][] grains = [.. Enumerable.Range(0, 4).Select(layer => Grain(width, height, radius, (seed * 31) + layer))];
        for (int i = 0; i < pixels.Length; i++)
        {
            double tone = pixels[i] / 255.0;
            double grain = grains[0][i / 3] + (ColorShare * grains[1 + (i % 3)][i / 3]);
            pixels[i] = (byte)Math.Clamp(pixels[i] + (Strength * 4 * tone * (1 - tone) * grain), 0, 255);
        }

        return pixels;
    }

    /// <summary>White noise averaged over a square, scaled to a variance of one.</summary>
    private static double[] Grain(int width, int height, int radius, int seed)
    {
        int side = (2 * radius) + 1;
        double scale = Math.Sqrt(12) * side;
        double[] grain = new double[width * height];
        for (int i = 0; i < grain.Length; i++)
        {
            double sum = 0;
            for (int cell = 0; cell < side * side; cell++)
                sum += Scene.Hash((i % width) + (cell % side), (i / width) + (cell / side), seed) - 0.5;
            grain[i] = sum / (side * side) * scale;
        }

        return grain;
    }
}
