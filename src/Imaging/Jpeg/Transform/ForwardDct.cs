using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>The forward DCT of a block as two matrix products (T.81, A.3.3). Blocks are 64 values in row order.</summary>
internal static class ForwardDct
{
    private const int Side = DctBasis.Side;

    // Rows: the frequency. Columns: the sample.
    private static readonly float[] Basis = [.. Enumerable.Range(0, Side * Side).Select(i => (float)DctBasis.At(i / Side, i % Side))];
    private static readonly float[] Transposed = [.. Enumerable.Range(0, Side * Side).Select(i => (float)DctBasis.At(i % Side, i / Side))];

    /// <summary>Transforms a block, without a level shift.</summary>
    public static void Transform(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        Span<float> half = stackalloc float[Side * Side];
        Multiply(Basis, samples, half);
        Multiply(half, Transposed, coefficients);
    }

    private static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result)
    {
        for (int y = 0; y < Side; y++)
        {
            Vector256<float> row = Vector256<float>.Zero;
            for (int i = 0; i < Side; i++) row += left[(y * Side) + i] * Vector256.Create(right[(i * Side)..]);
            row.CopyTo(result[(y * Side)..]);
        }
    }
}
