namespace JpegReducer.Imaging.Numerics;

/// <summary>
/// Logarithm and power from basic arithmetic only. Those of the platform differ in the last bit from machine to machine,
/// and a reduction must give the same bytes on all.
/// </summary>
internal static class PortableMath
{
    private const int MantissaBits = 23;

    /// <summary>The binary logarithm of a positive number, to about 0.0001.</summary>
    public static float Log2(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int exponent = (bits >> MantissaBits) - 127;
        float mantissa = BitConverter.Int32BitsToSingle((bits & 0x7F_FFFF) | 0x3F80_0000);

        // The series of the area hyperbolic tangent about the middle of [1, 2]: its error there is below 0.0001.
        const float Middle = 1.41421356f;
        float ratio = (mantissa - Middle) / (mantissa + Middle);
        float square = ratio * ratio;
        float series = ratio * (1 + (square * ((1f / 3) + (square * ((1f / 5) + (square * (1f / 7)))))));
        return exponent + 0.5f + (series * 2.88539008f);
    }

    /// <summary>Two to a power between −126 and 127, to about 0.0001 of the result.</summary>
    public static float Exp2(float power)
    {
        float whole = MathF.Floor(power);
        float rest = (power - whole) * 0.69314718f;
        float series = 1 + (rest * (1 + (rest * (0.5f + (rest * ((1f / 6) + (rest * ((1f / 24) + (rest * ((1f / 120) + (rest * (1f / 720))))))))))));
        return series * BitConverter.Int32BitsToSingle(((int)whole + 127) << MantissaBits);
    }
}
