using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>Separates the bands of a row, and weights small and large values as they are perceived.</summary>
internal static class BandShaping
{
    private const int Octet = 8;

    /// <summary>Differences of the low band are squared and summed: this scales its colors, and decorrelates B from Y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleLow(Span<float> lowX, Span<float> lowY, Span<float> lowB)
    {
        for (int x = 0; x < lowX.Length; x += Octet)
        {
            Vector256<float> y = At(lowY, x);
            ((At(lowB, x) + (-0.362267051518f * y)) * 49.87984651440f).CopyTo(lowB[x..]);
            (At(lowX, x) * 33.832837186260f).CopyTo(lowX[x..]);
            (y * 14.458268100570f).CopyTo(lowY[x..]);
        }
    }

    /// <summary>Writes whole − blurred, the frequencies above a band.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> whole, ReadOnlySpan<float> blurred, Span<float> rest)
    {
        for (int x = 0; x < rest.Length; x += Octet) (At(whole, x) - At(blurred, x)).CopyTo(rest[x..]);
    }

    /// <summary>Reduces medium X, amplifies medium Y, and reduces the frequencies above of X where those of Y are high.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ShapeMedium(Span<float> mediumX, Span<float> mediumY, Span<float> aboveX, ReadOnlySpan<float> aboveY)
    {
        const float Masking = 46, Unmasked = 0.653020556257f;
        for (int x = 0; x < mediumX.Length; x += Octet)
        {
            Coring(At(mediumX, x), 0.29f).CopyTo(mediumX[x..]);
            Amplify(At(mediumY, x), 0.1f).CopyTo(mediumY[x..]);
            Vector256<float> y = At(aboveY, x);
            Vector256<float> share = Vector256.Create(Masking) / Vector256.FusedMultiplyAdd(y, y, Vector256.Create(Masking));
            (At(aboveX, x) * Vector256.FusedMultiplyAdd(share, Vector256.Create(1 - Unmasked), Vector256.Create(Unmasked)))
                .CopyTo(aboveX[x..]);
        }
    }

    /// <summary>Separates X above the medium band into the high band, given as the blurred values, and the highest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitHighX(ReadOnlySpan<float> above, Span<float> high, Span<float> highest)
    {
        for (int x = 0; x < high.Length; x += Octet)
        {
            Vector256<float> blurred = At(high, x);
            Coring(At(above, x) - blurred, 0.04f).CopyTo(highest[x..]);
            Coring(blurred, 1.5f).CopyTo(high[x..]);
        }
    }

    /// <summary>Separates Y above the medium band into the high band, given as the blurred values, and the highest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitHighY(ReadOnlySpan<float> above, Span<float> high, Span<float> highest)
    {
        for (int x = 0; x < high.Length; x += Octet)
        {
            Vector256<float> blurred = Compress(At(high, x), 28.4691806922f);
            (Compress(At(above, x) - blurred, 5.19175294647f) * 2.69313763794f).CopyTo(highest[x..]);
            Amplify(blurred * 2.155f, 0.132f).CopyTo(high[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(ReadOnlySpan<float> row, int x) => Vector256.Create(row[x..]);

    /// <summary>Moves values toward zero by a limit; values within it become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Coring(Vector256<float> value, float limit) => value - Within(value, limit);

    /// <summary>Moves values away from zero by a limit; values within it are doubled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Amplify(Vector256<float> value, float limit) => value + Within(value, limit);

    /// <summary>Reduces what exceeds a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Compress(Vector256<float> value, float limit)
    {
        Vector256<float> within = Within(value, limit);
        return Vector256.FusedMultiplyAdd(value - within, Vector256.Create(0.724216145665f), within);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Within(Vector256<float> value, float limit) =>
        Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(-limit)), Vector256.Create(limit));
}
