using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>The local contrast that hides differences.</summary>
internal static class LocalContrast
{
    /// <summary>The distance in pixels to the neighbors that <see cref="Erode"/> looks at.</summary>
    public const int ErosionReach = 3;

    /// <summary>What stands outside the picture for <see cref="Erode"/>: more than any contrast.</summary>
    public const float Outside = 1e30f;

    private const int Octet = 8;
    private const float Scale = 6.19424080439f, Bias = Scale * 12.61050594197f;

    private static readonly float DarkRoot = MathF.Sqrt(Bias);

    /// <summary>The square root of the contrast of the two higher bands, linear near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        ReadOnlySpan<float> highX, ReadOnlySpan<float> highY, ReadOnlySpan<float> highestX, ReadOnlySpan<float> highestY,
        Span<float> contrast)
    {
        for (int i = 0; i < contrast.Length; i += Octet)
        {
            Vector256<float> x = (At(highX, i) + At(highestX, i)) * 2.5f;
            Vector256<float> y = (At(highY, i) + At(highestY, i)) * 0.4f;
            Vector256<float> magnitude = Vector256.Sqrt(Vector256.FusedMultiplyAdd(x, x, y * y));
            Vector256<float> root = Vector256.Sqrt(Vector256.FusedMultiplyAdd(Vector256.Create(Scale), magnitude, Vector256.Create(Bias)));
            (root - Vector256.Create(DarkRoot)).CopyTo(contrast[i..]);
        }
    }

    /// <summary>
    /// A soft minimum of nine pixels in a square: smooth areas nearby reveal differences. The rows are those three rows above, at and
    /// below the output, each with <see cref="ErosionReach"/> more values on both sides.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Erode(ReadOnlySpan<float> above, ReadOnlySpan<float> row, ReadOnlySpan<float> below, Span<float> eroded)
    {
        const int Right = 2 * ErosionReach, Window = Octet + Right;
        for (int x = 0; x < eroded.Length; x += Octet)
        {
            ReadOnlySpan<float> top = above.Slice(x, Window), middle = row.Slice(x, Window), bottom = below.Slice(x, Window);
            Vector256<float> first = Vector256.Create(middle[ErosionReach..]);
            Vector256<float> second = first + first;
            Vector256<float> third = second;
            Insert(middle, 0, ref first, ref second, ref third);
            Insert(middle, Right, ref first, ref second, ref third);
            Insert(top, 0, ref first, ref second, ref third);
            Insert(top, ErosionReach, ref first, ref second, ref third);
            Insert(top, Right, ref first, ref second, ref third);
            Insert(bottom, 0, ref first, ref second, ref third);
            Insert(bottom, ErosionReach, ref first, ref second, ref third);
            Insert(bottom, Right, ref first, ref second, ref third);
            ((0.45f * first) + (0.3f * second) + (0.25f * third)).CopyTo(eroded[x..]);
        }
    }

    /// <summary>Keeps the three smallest values in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(
        ReadOnlySpan<float> values, int offset, ref Vector256<float> first, ref Vector256<float> second, ref Vector256<float> third)
    {
        Vector256<float> value = Vector256.Create(values[offset..]);
        Vector256<float> rest = Vector256.MaxNative(first, value);
        first = Vector256.MinNative(first, value);
        value = Vector256.MaxNative(second, rest);
        second = Vector256.MinNative(second, rest);
        third = Vector256.MinNative(third, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(ReadOnlySpan<float> row, int x) => Vector256.Create(row[x..]);
}
