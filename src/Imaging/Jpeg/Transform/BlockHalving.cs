using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>
/// Halves a picture on its DCT coefficients: two blocks side by side, or one above the other, become one whose samples are
/// the means of pairs. Inverse transform, means and transform are one matrix of 8 × 16.
/// </summary>
internal static class BlockHalving
{
    private const int Side = 8;

    // Of multiples of π/16.
    private static readonly double[] Cosines =
    [
        1, 0.98078528040323043, 0.92387953251128674, 0.83146961230254524, 0.70710678118654757,
        0.55557023301960229, 0.38268343236508984, 0.19509032201612833, 0,
    ];

    // Rows: the frequency in the new block. Columns: the frequency in the first old block, then in the second.
    private static readonly float[] First = Matrix(0);
    private static readonly float[] Second = Matrix(Side / 2);
    private static readonly float[] FirstTransposed = Transpose(First);
    private static readonly float[] SecondTransposed = Transpose(Second);

    /// <summary>Two blocks, the second below the first, become one. Blocks are 64 values row by row.</summary>
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

    /// <summary>Two blocks, the second to the right of the first, become one.</summary>
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
                    double mean = (Basis(from, 2 * pair) + Basis(from, (2 * pair) + 1)) / 2;
                    sum += mean * Basis(to, offset + pair);
                }

                matrix[(to * Side) + from] = (float)sum;
            }
        }

        return matrix;
    }

    private static float[] Transpose(float[] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(place => matrix[(place % Side * Side) + (place / Side)])];

    // The orthonormal cosine of a frequency at a sample (T.81, A.3.3, one dimension). Cosines are constants: those of the
    // platform need not be the same on each machine.
    private static double Basis(int frequency, int sample)
    {
        if (frequency == 0) return Math.Sqrt(1.0 / Side);

        int sixteenths = ((2 * sample) + 1) * frequency % 32;
        if (sixteenths > 16) sixteenths = 32 - sixteenths;
        double cosine = sixteenths <= 8 ? Cosines[sixteenths] : -Cosines[16 - sixteenths];
        return cosine / 2;
    }
}
