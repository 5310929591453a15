using System.Runtime.CompilerServices;
namespace JpegReducer.Imaging.Fidelity;

/// <summary>Converts 8-bit sRGB samples to linear light from 0 to 1.</summary>
internal static class LinearLight
{
    private const byte Opaque = 255;

    /// <summary>The resolution of fractional samples.</summary>
    private const int Fractions = 16;

    /// <summary>One step of a sample.</summary>
    private const float OneStep = 1f / 255f;

    private static readonly float[] OfSample = [.. Enumerable.Range(0, 256).Select(sample => FromEncoded(sample * OneStep))];

    private static readonly float[] SlopeOfSample =
    [
        .. Enumerable.Range(0, 256).Select(sample =>
            (FromEncoded((sample + 0.5f) * OneStep) - FromEncoded(MathF.Max(sample - 0.5f, 0) * OneStep)) / (sample == 0 ? 0.5f : 1)),
    ];

    private static readonly float[] OfFraction =
        [.. Enumerable.Range(0, (Opaque * Fractions) + 1).Select(fraction => FromEncoded(fraction * (OneStep / Fractions)))];

    /// <summary>The linear light of a fractional sample, rounded to a sixteenth and clamped to 0 to 255.</summary>
    public static float FromFractional(float sample) => OfFraction[(int)Math.Clamp((sample * Fractions) + 0.5f, 0, Opaque * Fractions)];

    /// <summary>The linear light of each 8-bit sample.</summary>
    public static ReadOnlySpan<float> Table => OfSample;

    /// <summary>The slope of linear light at each 8-bit sample.</summary>
    public static ReadOnlySpan<float> Slopes => SlopeOfSample;

    /// <summary>
    /// Converts a row, and repeats its last pixel up to the end of the targets.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="y">The row.</param>
    /// <param name="background">The gray behind translucent pixels, 0 to 1 as encoded.</param>
    /// <param name="red">Receives red.</param>
    /// <param name="green">Receives green.</param>
    /// <param name="blue">Receives blue.</param>
    public static void ConvertRow(
        in RgbPicture picture, int y, float background, Span<float> red, Span<float> green, Span<float> blue)
    {
        ReadOnlySpan<byte> row = picture.Row(y);
        if (picture.HasAlpha) ConvertBlended(row, background, red, green, blue);
        else Convert(row, red, green, blue);

        red[picture.Width..].Fill(red[picture.Width - 1]);
        green[picture.Width..].Fill(green[picture.Width - 1]);
        blue[picture.Width..].Fill(blue[picture.Width - 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert(ReadOnlySpan<byte> row, Span<float> red, Span<float> green, Span<float> blue)
    {
        ReadOnlySpan<float> linear = OfSample;
        int width = row.Length / 3;
        red = red[..width];
        green = green[..width];
        blue = blue[..width];
        for (int x = 0; x < red.Length; x++)
        {
            red[x] = linear[row[3 * x]];
            green[x] = linear[row[(3 * x) + 1]];
            blue[x] = linear[row[(3 * x) + 2]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvertBlended(
        ReadOnlySpan<byte> row, float background, Span<float> red, Span<float> green, Span<float> blue)
    {
        for (int x = 0; row.Length >= 4; x++, row = row[4..])
        {
            red[x] = Blend(row[0], row[3], background);
            green[x] = Blend(row[1], row[3], background);
            blue[x] = Blend(row[2], row[3], background);
        }
    }

    /// <summary>Blends a sample with the background. The reference blends encoded values, as browsers do.</summary>
    private static float Blend(byte sample, byte alpha, float background)
    {
        if (alpha == Opaque) return OfSample[sample];

        float cover = alpha * OneStep;
        return FromEncoded((cover * (sample * OneStep)) + ((1f - cover) * background));
    }

    /// <summary>
    /// The transfer function of IEC 61966-2-1. Its power is a rational function with an error of 5·10⁻⁶: that of the reference
    /// (libjxl), so that flat pictures round in the same way, and independent of the system's mathematical library.
    /// </summary>
    private static float FromEncoded(float encoded)
    {
        if (encoded <= 0.04045f) return encoded * (1f / 12.92f);

        return Polynomial([8.210152774e-01f, 7.961564959e-01f, 1.624820318e-01f, 1.043637593e-02f, 2.200248328e-04f], encoded)
            / Polynomial([6.521209011e-03f, -5.512498495e-02f, 4.987528350e-01f, 1.076976492e+00f, 2.631846970e-01f], encoded);
    }

    /// <summary>Horner's method; the first coefficient is that of the highest power.</summary>
    private static float Polynomial(ReadOnlySpan<float> coefficients, float x)
    {
        float sum = coefficients[0];
        foreach (float coefficient in coefficients[1..]) sum = MathF.FusedMultiplyAdd(sum, x, coefficient);
        return sum;
    }
}
