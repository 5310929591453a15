namespace JpegReducer.Support.Images;

/// <summary>Paints pictures whose statistics resemble the real thing: the same numbers give the same pixels on every machine.</summary>
public static class Scene
{
    /// <summary>A landscape under clouds: smooth areas, edges, texture and a little sensor noise.</summary>
    /// <returns>Red, green, blue, row by row.</returns>
    public static byte[] Photo(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double u = (double)x / Math.Max(width, height) * 4, v = (double)y / Math.Max(width, height) * 4;
                double ridge = 1.6 + (0.8 * (Fractal(u, seed * 0.37, 5, seed) - 0.5));
                bool sky = v < ridge;
                double cloud = Fractal(u * 0.7, v * 1.4, 5, seed + 1), ground = Fractal(u * 6, v * 6, 4, seed + 2);
                double noise = (Hash(x, y, seed + 3) - 0.5) * 6;
                int at = ((y * width) + x) * 3;
                pixels[at] = Sample((sky ? 90 + (150 * cloud) : 50 + (110 * ground)) + noise);
                pixels[at + 1] = Sample((sky ? 130 + (115 * cloud) : 70 + (120 * ground)) + noise);
                pixels[at + 2] = Sample((sky ? 200 + (50 * cloud) : 30 + (70 * ground)) + noise);
            }
        }

        return pixels;
    }

    /// <summary>A window with a title bar, a side bar and lines of words: few colors, hard edges.</summary>
    /// <returns>Red, green, blue, row by row.</returns>
    public static byte[] Screen(int width, int height, int seed)
    {
        const int Bar = 20, Leading = 16, Margin = 6;
        string[] lines = [.. Enumerable.Range(0, (height / Leading) + 1).Select(
            line => Lettering.Line(width / Lettering.Advance, (int)(Hash(line, 0, seed) * 1000)))];
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool inked = y >= Bar && Lettering.Inks(lines[(y - Bar) / Leading], x - Margin, ((y - Bar) % Leading) - 3);
                (byte red, byte green, byte blue) = (y < Bar, inked) switch
                {
                    (true, _) => ((byte)38, (byte)79, (byte)120),
                    (_, true) => ((byte)30, (byte)30, (byte)30),
                    _ => x < width / 5 ? ((byte)243, (byte)243, (byte)243) : ((byte)255, (byte)255, (byte)255),
                };
                int at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (red, green, blue);
            }
        }

        return pixels;
    }

    /// <summary>Value noise summed over octaves, from 0 to 1.</summary>
    private static double Fractal(double x, double y, int octaves, int seed)
    {
        double sum = 0, weight = 0.5, total = 0;
        for (int octave = 0; octave < octaves; octave++, weight /= 2, x *= 2, y *= 2)
        {
            sum += weight * Smooth(x, y, seed + (octave * 101));
            total += weight;
        }

        return sum / total;
    }

    private static double Smooth(double x, double y, int seed)
    {
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        double u = Ease(x - column), v = Ease(y - row);
        double top = Mix(Hash(column, row, seed), Hash(column + 1, row, seed), u);
        double bottom = Mix(Hash(column, row + 1, seed), Hash(column + 1, row + 1, seed), u);
        return Mix(top, bottom, v);
    }

    private static double Ease(double t) => t * t * (3 - (2 * t));

    private static double Mix(double from, double to, double t) => from + ((to - from) * t);

    /// <summary>A number from 0 to 1 that depends on nothing but its arguments.</summary>
    internal static double Hash(int x, int y, int seed)
    {
        uint h = unchecked(((uint)x * 374761393u) + ((uint)y * 668265263u) + ((uint)seed * 2246822519u));
        h = unchecked((h ^ (h >> 13)) * 1274126177u);
        return (h ^ (h >> 16)) / (double)uint.MaxValue;
    }

    private static byte Sample(double value) => (byte)Math.Clamp(value, 0, 255);
}
