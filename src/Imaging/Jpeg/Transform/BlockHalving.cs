using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>
/// Halves a picture in the DCT domain: two neighboring blocks become one whose samples are the means of pairs. Inverse
/// transform, averaging and transform are combined into one matrix of 8 × 16.
/// </summary>
internal static class BlockHalving
{
    private const int Side = DctBasis.Side;

    // Rows: frequency in the new block. Columns: frequency in the first old block, then in the second.
    private static readonly float[] First = Matrix(0);
    private static readonly float[] Second = Matrix(Side / 2);
    private static readonly float[] FirstTransposed = Transpose(First);
    private static readonly float[] SecondTransposed = Transpose(Second);

    /// <summary>Combines two blocks, the second below the first. Blocks are 64 values in row order.</summary>
    public static void HalveDown(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> result)
    {
        for (int v = 0; v < Side; v++)
        {
            Vector256<float> row = Vector256<float>.Zero;
            for (int i = 0; i < Side; i++)
            {
                row += (First[(v * Side) + i] * Vector256.Create(upper[(i * Side)..]))
                    + (Second[(v * Side) + i] * Vector256.Create(lower[(i * Side)..]));
            }

            row.CopyTo(result[(v * Side)..]);
        }
    }

    /// <summary>Combines two blocks, the second to the right of the first.</summary>
    public static void HalveAcross(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result)
    {
        for (int v = 0; v < Side; v++)
        {
            Vector256<float> row = Vector256<float>.Zero;
            for (int i = 0; i < Side; i++)
            {
                row += (left[(v * Side) + i] * Vector256.Create(FirstTransposed.AsSpan(i * Side)))
                    + (right[(v * Side) + i] * Vector256.Create(SecondTransposed.AsSpan(i * Side)));
            }

            row.CopyTo(result[(v * Side)..]);
        }
    }

    private static float[] Matrix(int offset)
    {
        float[] matrix = new float[CoefficientPlane.BlockLength];
        for (int to = 0; to < Side; to++)
        {
            for (int from = 0; from < Side; from++)
            {
                double sum = 0;
                for (int pair = 0; pair < Side / 2; pair++)
                {
                    double mean = (DctBasis.At(from, 2 * pair) + DctBasis.At(from, (2 * pair) + 1)) / 2;
                    sum += mean * DctBasis.At(to, offset + pair);
                }

                matrix[(to * Side) + from] = (float)sum;
            }
        }

        return matrix;
    }

    private static float[] Transpose(float[] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % Side * Side) + (i / Side)])];
}
