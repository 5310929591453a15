using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// From linear sRGB to XYB, JPEG XL's model of the eye's cones (ISO/IEC 18181-1), moved and scaled as SSIMULACRA2 wants
/// it: each component within 0 to 1, and blue without its luma.
/// </summary>
internal static class OpsinColor
{
    /// <summary>What a cone answers to black, before the cube root.</summary>
    private const float Bias = 0.0037930732552754493f;

    private const float CubeRootOfBias = 0.155954197f;

    /// <summary>How much of red, green and blue each cone sees.</summary>
    private static readonly (float Red, float Green, float Blue)
        LongCone = (0.30f, 1f - 0.078f - 0.30f, 0.078f),
        MediumCone = (0.23f, 1f - 0.078f - 0.23f, 0.078f),
        ShortCone = (0.24342268924547819f, 0.20476744424496821f, 1f - 0.24342268924547819f - 0.20476744424496821f);

    /// <summary>Converts a row. A component whose span is empty is not wanted, and not computed.</summary>
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
            TLanes reddish = Answer(LongCone, r, g, b);
            TLanes greenish = Answer(MediumCone, r, g, b);
            TLanes luma = half * (reddish + greenish);
            if (!opsinX.IsEmpty) ((half * (reddish - greenish) * TLanes.Fill(14f)) + TLanes.Fill(0.42f)).Store(opsinX, i);
            if (!opsinY.IsEmpty) (luma + TLanes.Fill(0.01f)).Store(opsinY, i);
            if (!opsinB.IsEmpty) (Answer(ShortCone, r, g, b) - luma + TLanes.Fill(0.55f)).Store(opsinB, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Answer<TLanes>((float Red, float Green, float Blue) cone, TLanes r, TLanes g, TLanes b)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes light = TLanes.MultiplyAdd(TLanes.Fill(cone.Blue), b, TLanes.Fill(Bias));
        light = TLanes.MultiplyAdd(TLanes.Fill(cone.Green), g, light);
        light = TLanes.MultiplyAdd(TLanes.Fill(cone.Red), r, light);
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
