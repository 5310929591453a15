using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>
/// From linear sRGB to XYB, JPEG XL's model of the eye's cones (ISO/IEC 18181-1), moved and scaled as SSIMULACRA2 wants
/// it: each component within 0 to 1, and blue without its luma.
/// </summary>
internal static class OpsinColor
{
    /// <summary>What a cone answers to black, before the cube root.</summary>
    private const float Bias = 0.0037930732552754493f;

    public const float CubeRootOfBias = 0.155954197f;

    private const float XScale = 14f;

    // How much of red, green and blue each cone sees.
    private const float LongRed = 0.30f, LongBlue = 0.078f, LongGreen = 1f - LongBlue - LongRed;
    private const float MediumRed = 0.23f, MediumBlue = 0.078f, MediumGreen = 1f - MediumBlue - MediumRed;
    private const float ShortRed = 0.24342268924547819f, ShortGreen = 0.20476744424496821f, ShortBlue = 1f - ShortRed - ShortGreen;

    /// <summary>How much of red, green and blue the cones for long, medium and short waves see: three numbers each.</summary>
    public static ReadOnlySpan<float> Cones => [LongRed, LongGreen, LongBlue, MediumRed, MediumGreen, MediumBlue, ShortRed, ShortGreen, ShortBlue];

    /// <summary>What the three cones' answers add up to X, Y and B with: three numbers each.</summary>
    public static ReadOnlySpan<float> Opponents => [0.5f * XScale, -0.5f * XScale, 0, 0.5f, 0.5f, 0, -0.5f, -0.5f, 1];

    /// <summary>What is added to X, Y and B.</summary>
    public static ReadOnlySpan<float> Offsets => [0.42f, 0.01f, 0.55f];

    /// <summary>Converts a row. A component whose span is empty is not wanted, and not computed.</summary>
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
            TLanes reddish = Answer(r, LongRed, g, LongGreen, b, LongBlue);
            TLanes greenish = Answer(r, MediumRed, g, MediumGreen, b, MediumBlue);
            TLanes luma = half * (reddish + greenish);
            if (!opsinX.IsEmpty) ((half * (reddish - greenish) * TLanes.Fill(XScale)) + TLanes.Fill(Offsets[0])).Store(opsinX, i);
            if (!opsinY.IsEmpty) (luma + TLanes.Fill(Offsets[1])).Store(opsinY, i);
            if (!opsinB.IsEmpty) (Answer(r, ShortRed, g, ShortGreen, b, ShortBlue) - luma + TLanes.Fill(Offsets[2])).Store(opsinB, i);
        }
    }

    /// <summary>What one cone answers to a row, black's answer taken off: <see cref="CubeRootOfBias"/> more is the cube root itself.</summary>
    /// <param name="cone">0 to 2: long, medium, short waves.</param>
    /// <param name="red">Linear light.</param>
    /// <param name="green">Linear light.</param>
    /// <param name="blue">Linear light.</param>
    /// <param name="answers">Takes the answers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Answers<TLanes>(int cone, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<float> answers)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        (float ofRed, float ofGreen, float ofBlue) = (Cones[3 * cone], Cones[(3 * cone) + 1], Cones[(3 * cone) + 2]);
        for (int i = 0; i < answers.Length; i += TLanes.Count)
            Answer(TLanes.Load(red, i), ofRed, TLanes.Load(green, i), ofGreen, TLanes.Load(blue, i), ofBlue).Store(answers, i);
    }

    /// <summary>What a cone says to the light of three primaries, of which it sees so much of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Answer<TLanes>(TLanes r, float red, TLanes g, float green, TLanes b, float blue)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes light = TLanes.MultiplyAdd(TLanes.Fill(blue), b, TLanes.Fill(Bias));
        light = TLanes.MultiplyAdd(TLanes.Fill(green), g, light);
        light = TLanes.MultiplyAdd(TLanes.Fill(red), r, light);
        return CubeRootPlus(light, TLanes.Fill(-CubeRootOfBias));
    }

    /// <summary>∛value + addend. Newton's iteration goes to 1/∛value, which needs no division.</summary>
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

        // The last step adds a small correction, so that it does not round like the ones before.
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
