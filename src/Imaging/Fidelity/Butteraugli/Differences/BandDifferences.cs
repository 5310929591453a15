using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>The differences between two rows of a band.</summary>
internal static class BandDifferences
{
    private const int Octet = 8;

    /// <summary>
    /// The signed difference, reduced where both values are large. What is lost (below 0.55 of the reference) and what is added
    /// (above 1.05) counts more.
    /// </summary>
    /// <param name="reference">The row of the reference.</param>
    /// <param name="distorted">The row of the distorted picture.</param>
    /// <param name="weight">The weights of the band.</param>
    /// <param name="differences">Receives the differences.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weigh(ReadOnlySpan<float> reference, ReadOnlySpan<float> distorted, LineWeight weight, Span<float> differences)
    {
        for (int x = 0; x < differences.Length; x += Octet)
        {
            Vector256<float> left = At(reference, x), right = At(distorted, x);
            Vector256<float> magnitude = Vector256.Abs(left);
            Vector256<float> activity = (magnitude + Vector256.Abs(right)) * 0.5f;
            Vector256<float> scale = Vector256.Create(weight.Norm) / (Vector256.Create(weight.Norm) + activity);
            Vector256<float> difference = (left - right) * weight.Symmetric;
            Vector256<float> outside = Outside(left, right, magnitude * 0.55f, magnitude * 1.05f) * weight.OneSided;
            (scale * (difference + outside)).CopyTo(differences[x..]);
        }
    }

    /// <summary>Adds the squared difference, times a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquares(ReadOnlySpan<float> reference, ReadOnlySpan<float> distorted, float weight, Span<float> sums)
    {
        for (int x = 0; x < sums.Length; x += Octet)
        {
            Vector256<float> difference = At(reference, x) - At(distorted, x);
            Vector256.FusedMultiplyAdd(difference * weight, difference, At(sums, x)).CopyTo(sums[x..]);
        }
    }

    /// <summary>Adds the squared difference and the square of what is lost (below 0.4 of the reference) or added, times a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAsymmetricSquares(ReadOnlySpan<float> reference, ReadOnlySpan<float> distorted, float weight, Span<float> sums)
    {
        for (int x = 0; x < sums.Length; x += Octet)
        {
            Vector256<float> left = At(reference, x), right = At(distorted, x);
            Vector256<float> difference = left - right, magnitude = Vector256.Abs(left);
            Vector256<float> outside = Outside(left, right, magnitude * 0.4f, magnitude);
            Vector256<float> squares = Vector256.FusedMultiplyAdd(difference, difference, outside * outside);
            Vector256.FusedMultiplyAdd(squares, Vector256.Create(weight), At(sums, x)).CopyTo(sums[x..]);
        }
    }

    /// <summary>
    /// How far the distorted value is outside a range of magnitudes with the sign of the reference: in the direction from it to
    /// the range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Outside(
        Vector256<float> left, Vector256<float> right, Vector256<float> least, Vector256<float> greatest)
    {
        Vector256<float> sign = left & Vector256.Create(-0f);
        Vector256<float> along = right ^ sign;
        Vector256<float> inside = Vector256.MinNative(Vector256.MaxNative(along, least), greatest);
        return (inside - along) ^ sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(ReadOnlySpan<float> row, int x) => Vector256.Create(row[x..]);
}
