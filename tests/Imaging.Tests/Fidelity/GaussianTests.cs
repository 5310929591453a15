using JpegReducer.Imaging.Fidelity.Blur;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class GaussianTests
{
    private const double Sigma = 1.5;

    [Fact]
    public void The_constants_of_the_recursion_follow_from_the_equations_of_the_paper()
    {
        const int n = TruncatedCosines.Radius;
        double[] omega = [.. new[] { 1, 3, 5 }.Select(k => k * Math.PI / (2 * n))];
        double[] p = [1 / Math.Tan(omega[0] / 2), -1 / Math.Tan(omega[1] / 2), 1 / Math.Tan(omega[2] / 2)];
        double[] r = [p[0] * p[0] / Math.Sin(omega[0]), -p[1] * p[1] / Math.Sin(omega[1]), p[2] * p[2] / Math.Sin(omega[2])];
        double[] rho = [.. omega.Select(w => Math.Exp(-0.5 * Sigma * Sigma * w * w) / n)];

        // (52) and (56): three equations for the amplitudes, solved by Cramer's rule.
        double d13 = (p[0] * r[1]) - (r[0] * p[1]);
        double[] zeta = [((p[1] * r[2]) - (r[1] * p[2])) / d13, ((p[2] * r[0]) - (r[2] * p[0])) / d13, 1];
        double[] right = [1, (n * n) - (Sigma * Sigma), (zeta[0] * rho[0]) + (zeta[1] * rho[1]) + rho[2]];
        double[] amplitude = [.. Enumerable.Range(0, 3).Select(i => Determinant(With(i, right)) / Determinant([p, r, zeta]))];

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(-amplitude[i] * Math.Cos(omega[i] * (n + 1)), TruncatedCosines.Gain[i], 1e-12);
            Assert.Equal(2 * Math.Cos(omega[i]), TruncatedCosines.Feedback[i], 1e-12);
        }

        double[][] With(int column, double[] values) =>
            [.. new[] { p, r, zeta }.Select((row, y) => row.Select((value, x) => x == column ? values[y] : value).ToArray())];
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(61)]
    public void The_row_blur_matches_a_kernel_of_nine_weights(int width)
    {
        const int count = 5;
        using RowBlock rows = new(count, width);
        for (int row = 0; row < count; row++)
        {
            for (int x = 0; x < width; x++) rows[row][x] = (x + row) * 7 % 5 / 4f;
        }

        float[][] one = Blurred<Vector128Lanes>(rows, count, width);
        float[][] two = Blurred<Vector256Lanes>(rows, count, width);
        float[][] four = Blurred<Vector512Lanes>(rows, count, width);

        for (int row = 0; row < count; row++)
        {
            for (int x = 0; x < width; x++) Assert.Equal(Weigh(rows[row][..width], x), one[row][x], 1e-5);
            Assert.Equal(one[row], two[row]);
            Assert.Equal(one[row], four[row]);
        }
    }

    [Fact]
    public void The_column_blur_matches_a_kernel_of_nine_weights()
    {
        const int height = 40;
        float[] column = [.. Enumerable.Range(0, height).Select(y => y * 7 % 5 / 4f)];
        using RowBlock rows = new(height + 1, 1);
        using RowBlock state = new(ColumnBlur.StateRows, 1);
        using RowBlock blurred = new(1, 1);
        for (int y = 0; y < height; y++) rows[y][0] = column[y];

        for (int y = -TruncatedCosines.Ahead; y < height; y++)
        {
            ColumnBlur.NextRow<ScalarLane>(
                rows[Inside(y - TruncatedCosines.Behind)], rows[Inside(y + TruncatedCosines.Ahead)], state, 0, y, blurred[0]);

            if (y >= 0) Assert.Equal(Weigh(column, y), blurred[0][0], 1e-5);
        }

        static int Inside(int y) => y is < 0 or >= height ? height : y;
    }

    /// <summary>Blurs to every other row of a separate block.</summary>
    private static float[][] Blurred<TLanes>(RowBlock rows, int count, int width)
        where TLanes : struct, IQuadLanes<TLanes>
    {
        using RowBlock blurred = new(2 * count, width);
        RowBlur.Blur<TLanes>(rows, 0, count, width, blurred, 1, 2);
        return [.. Enumerable.Range(0, count).Select(row => blurred[(2 * row) + 1][..width].ToArray())];
    }

    /// <summary>The explicit kernel: the sum of the cosines at the nine positions within the truncation.</summary>
    private static double Weigh(ReadOnlySpan<float> values, int centre)
    {
        double[] weights = [0.2646211054881986, 0.21292859201042227, 0.10933537277746035, 0.03601111465836439, 0.009414367809653733];
        double sum = 0;
        for (int i = Math.Max(0, centre - 4); i <= Math.Min(values.Length - 1, centre + 4); i++)
            sum += weights[Math.Abs(i - centre)] * values[i];
        return sum;
    }

    private static double Determinant(double[][] m) =>
        (m[0][0] * ((m[1][1] * m[2][2]) - (m[1][2] * m[2][1])))
        - (m[0][1] * ((m[1][0] * m[2][2]) - (m[1][2] * m[2][0])))
        + (m[0][2] * ((m[1][0] * m[2][1]) - (m[1][1] * m[2][0])));
}
