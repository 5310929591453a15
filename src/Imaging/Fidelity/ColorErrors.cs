namespace JpegReducer.Imaging.Fidelity;

/// <summary>The color differences between a picture and its reference: ΔE*ab of CIELAB.</summary>
/// <param name="Max">The largest difference of a pixel.</param>
/// <param name="Percentile95">The difference that 95 % of the pixels do not exceed.</param>
internal readonly record struct ColorErrors(double Max, double Percentile95)
{
    /// <summary>The backgrounds for translucent pixels, 0 to 1 as encoded.</summary>
    private static readonly float[] Backgrounds = [0, 0.5f, 1];

    /// <summary>Compares two pictures of the same size. Intended for small ones: it stores one number per pixel.</summary>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    public static ColorErrors Measure(in RgbPicture reference, in RgbPicture distorted)
    {
        if (reference.Width != distorted.Width || reference.Height != distorted.Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        int length = reference.Width;
        float[] distances = new float[length * reference.Height];
        float[] light = new float[6 * length];
        foreach (float background in reference.HasAlpha || distorted.HasAlpha ? Backgrounds.AsSpan() : Backgrounds.AsSpan(0, 1))
        {
            for (int y = 0; y < reference.Height; y++)
            {
                LinearLight.ConvertRow(reference, y, background, Row(0), Row(1), Row(2));
                LinearLight.ConvertRow(distorted, y, background, Row(3), Row(4), Row(5));
                for (int x = 0; x < length; x++)
                {
                    float distance = LabColor.Distance(
                        LabColor.FromLinear(Row(0)[x], Row(1)[x], Row(2)[x]), LabColor.FromLinear(Row(3)[x], Row(4)[x], Row(5)[x]));
                    ref float worst = ref distances[(y * length) + x];
                    worst = MathF.Max(worst, distance);
                }
            }
        }

        Array.Sort(distances);
        return new ColorErrors(distances[^1], distances[(distances.Length - 1) * 95 / 100]);

        Span<float> Row(int index) => light.AsSpan(index * length, length);
    }
}
