using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>
/// Converts linear light to the opponent colors X (long less medium wavelengths), Y (their sum) and B (short wavelengths). The response
/// of each cone is scaled by its sensitivity at the blurred light, a logarithmic gamma.
/// </summary>
internal static class OpponentColors
{
    private const int Octet = 8;

    /// <summary>The luminance of white, in candela per square metre: that of an sRGB display.</summary>
    private const float White = 80;

    // Photopsin absorbance: the weights of red, green and blue for the three cones, and their responses in the dark.
    private const float LongRed = 0.29956550340058319f, LongGreen = 0.63373087833825936f, LongBlue = 0.077705617820981968f;
    private const float MediumRed = 0.22158691104574774f, MediumGreen = 0.69391388044116142f, MediumBlue = 0.0987313588422f;
    private const float ShortRed = 0.02f, ShortGreen = 0.02f, ShortBlue = 0.20480129041026129f;
    private const float LongDark = 1.7557483643287353f, MediumDark = LongDark, ShortDark = 12.226454707163354f;

    // The gamma: scale × ln(light + bias) + offset.
    private const float GammaScale = 19.245013259874995f * 0.69314718f, GammaBias = 9.9710635769299145f, GammaOffset = -23.16046239805755f;

    /// <summary>Converts a row of light from 0 to 1; <c>around</c> is the same row blurred.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert(
        ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue,
        ReadOnlySpan<float> redAround, ReadOnlySpan<float> greenAround, ReadOnlySpan<float> blueAround,
        Span<float> opponentX, Span<float> opponentY, Span<float> opponentB)
    {
        for (int x = 0; x < opponentX.Length; x += Octet)
        {
            Vector256<float> r = Vector256.Create(red[x..]), g = Vector256.Create(green[x..]), b = Vector256.Create(blue[x..]);
            Vector256<float> r2 = Vector256.Create(redAround[x..]);
            Vector256<float> g2 = Vector256.Create(greenAround[x..]);
            Vector256<float> b2 = Vector256.Create(blueAround[x..]);
            Vector256<float> longer = Adapted(Long(r, g, b), Long(r2, g2, b2), LongDark);
            Vector256<float> medium = Adapted(Medium(r, g, b), Medium(r2, g2, b2), MediumDark);
            (longer - medium).CopyTo(opponentX[x..]);
            (longer + medium).CopyTo(opponentY[x..]);
            Adapted(Short(r, g, b), Short(r2, g2, b2), ShortDark).CopyTo(opponentB[x..]);
        }

        static Vector256<float> Long(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
            Mix(r, LongRed, g, LongGreen, b, LongBlue, LongDark);
        static Vector256<float> Medium(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
            Mix(r, MediumRed, g, MediumGreen, b, MediumBlue, MediumDark);
        static Vector256<float> Short(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
            Mix(r, ShortRed, g, ShortGreen, b, ShortBlue, ShortDark);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(
        Vector256<float> r, float red, Vector256<float> g, float green, Vector256<float> b, float blue, float dark)
    {
        Vector256<float> sum = Vector256.FusedMultiplyAdd(Vector256.Create(blue * White), b, Vector256.Create(dark));
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(green * White), g, sum);
        return Vector256.FusedMultiplyAdd(Vector256.Create(red * White), r, sum);
    }

    /// <summary>The response times gamma(around) / around.</summary>
    /// <remarks>
    /// The binary logarithm is a rational function with an error of 4·10⁻⁶, the same on all processors. Its division and that by the light
    /// are one.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Adapted(Vector256<float> response, Vector256<float> around, float dark)
    {
        const int TwoThirds = 0x3F2A_AAAB, MantissaBits = 23;
        Vector256<int> bits = (around + Vector256.Create(GammaBias)).AsInt32();
        Vector256<int> exponent = (bits - Vector256.Create(TwoThirds)) >> MantissaBits;
        Vector256<float> rest = (bits - (exponent << MantissaBits)).AsSingle() - Vector256<float>.One;
        Vector256<float> numerator = Polynomial(
            rest, GammaScale * -1.8503833400518310E-06f, GammaScale * 1.4287160470083755E+00f, GammaScale * 7.4245873327820566E-01f);
        Vector256<float> denominator = Polynomial(rest, 9.9032814277590719E-01f, 1.0096718572241148E+00f, 1.7409343003366853E-01f);
        Vector256<float> whole = Vector256.FusedMultiplyAdd(
            Vector256.Create(GammaScale), Vector256.ConvertToSingle(exponent), Vector256.Create(GammaOffset));
        Vector256<float> gamma = Vector256.FusedMultiplyAdd(whole, denominator, numerator);
        return Vector256.MaxNative(response * gamma / (denominator * around), Vector256.Create(dark));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Polynomial(Vector256<float> x, float c0, float c1, float c2) =>
        Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(Vector256.Create(c2), x, Vector256.Create(c1)), x, Vector256.Create(c0));
}
