using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>
/// Converts linear sRGB to XYB, the color space of JPEG XL (ISO/IEC 18181-1), offset and scaled for SSIMULACRA2: each
/// component within 0 to 1, and luma subtracted from B.
/// </summary>
internal static class OpsinColor
{
    /// <summary>The opsin absorbance bias: the value of black before the cube root.</summary>
    private const float Bias = 0.0037930732552754493f;

    public const float CubeRootOfBias = 0.155954197f;

    private const float XScale = 14f;

    // The opsin absorbance matrix: the weights of red, green and blue for long, medium and short wavelengths.
    private const float LongRed = 0.30f, LongBlue = 0.078f, LongGreen = 1f - LongBlue - LongRed;
    private const float MediumRed = 0.23f, MediumBlue = 0.078f, MediumGreen = 1f - MediumBlue - MediumRed;
    private const float ShortRed = 0.24342268924547819f, ShortGreen = 0.20476744424496821f, ShortBlue = 1f - ShortRed - ShortGreen;

    /// <summary>The opsin absorbance matrix, rows for long, medium and short wavelengths, columns for red, green and blue.</summary>
    public static ReadOnlySpan<float> Absorbance =>
        [LongRed, LongGreen, LongBlue, MediumRed, MediumGreen, MediumBlue, ShortRed, ShortGreen, ShortBlue];

    /// <summary>The matrix from the three cone responses to X, Y and B, row by row.</summary>
    public static ReadOnlySpan<float> Opponents => [0.5f * XScale, -0.5f * XScale, 0, 0.5f, 0.5f, 0, -0.5f, -0.5f, 1];

    /// <summary>The offsets of X, Y and B.</summary>
    public static ReadOnlySpan<float> Offsets => [0.42f, 0.01f, 0.55f];

    /// <summary>Converts a row. A component with an empty span is not computed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert<TLanes>(
        ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue,
        Span<float> opsinX, Span<float> opsinY, Span<float> opsinB)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes half = TLanes.Fill(0.5f);
        for (int i = 0; i < red.Length; i += TLanes.Count)
        {
            TLanes r = TLanes.Load(red, i);
            TLanes g = TLanes.Load(green, i);
            TLanes b = TLanes.Load(blue, i);
            TLanes reddish = Response(r, LongRed, g, LongGreen, b, LongBlue);
            TLanes greenish = Response(r, MediumRed, g, MediumGreen, b, MediumBlue);
            TLanes luma = half * (reddish + greenish);
            if (!opsinX.IsEmpty) ((half * (reddish - greenish) * TLanes.Fill(XScale)) + TLanes.Fill(Offsets[0])).Store(opsinX, i);
            if (!opsinY.IsEmpty) (luma + TLanes.Fill(Offsets[1])).Store(opsinY, i);
            if (!opsinB.IsEmpty) (Response(r, ShortRed, g, ShortGreen, b, ShortBlue) - luma + TLanes.Fill(Offsets[2])).Store(opsinB, i);
        }
    }

    /// <summary>The response of one kind of cone to a row, relative to black: the cube root less <see cref="CubeRootOfBias"/>.</summary>
    /// <param name="cone">0 to 2: long, medium, short wavelengths.</param>
    /// <param name="red">Linear light.</param>
    /// <param name="green">Linear light.</param>
    /// <param name="blue">Linear light.</param>
    /// <param name="responses">Receives the responses.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Responses<TLanes>(
        int cone, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<float> responses)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        (float ofRed, float ofGreen, float ofBlue) = (Absorbance[3 * cone], Absorbance[(3 * cone) + 1], Absorbance[(3 * cone) + 2]);
        for (int i = 0; i < responses.Length; i += TLanes.Count)
            Response(TLanes.Load(red, i), ofRed, TLanes.Load(green, i), ofGreen, TLanes.Load(blue, i), ofBlue).Store(responses, i);
    }

    /// <summary>The response of a cone to three primaries with given weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Response<TLanes>(TLanes r, float red, TLanes g, float green, TLanes b, float blue)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes light = TLanes.MultiplyAdd(TLanes.Fill(blue), b, TLanes.Fill(Bias));
        light = TLanes.MultiplyAdd(TLanes.Fill(green), g, light);
        light = TLanes.MultiplyAdd(TLanes.Fill(red), r, light);
        return CubeRootPlus(light, TLanes.Fill(-CubeRootOfBias));
    }

    /// <summary>∛value + addend. Newton's method for 1/∛value, which needs no division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes CubeRootPlus<TLanes>(TLanes value, TLanes addend)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes zero = TLanes.Fill(0f);
        TLanes third = TLanes.Fill(1f / 3f);
        TLanes fourThirds = TLanes.Fill(4f / 3f);
        TLanes minusThirdOfValue = zero - (third * value);
        TLanes inverse = TLanes.GuessInverseCubeRoot(value);
        inverse = TLanes.MultiplyAdd(minusThirdOfValue, FourthPower(inverse), fourThirds * inverse);
        inverse = TLanes.MultiplyAdd(minusThirdOfValue, FourthPower(inverse), fourThirds * inverse);
        inverse = TLanes.MultiplyAdd(minusThirdOfValue, FourthPower(inverse), fourThirds * inverse);

        // The last step adds a small correction, which rounds differently from the steps before.
        TLanes remainder = TLanes.MultiplyAdd(zero - value, FourthPower(inverse), inverse);
        inverse = TLanes.MultiplyAdd(third, remainder, inverse);
        return TLanes.MultiplyAdd(inverse * inverse, value, addend);

        static TLanes FourthPower(TLanes value)
        {
            TLanes square = value * value;
            return square * square;
        }
    }
}
