using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class BlockHalvingTests
{
    private const int Side = 8;

    [Fact]
    public void Halving_across_averages_horizontal_pairs()
    {
        double[,] samples = RandomSamples(Side, 2 * Side);
        float[] halved = new float[Side * Side];

        BlockHalving.HalveAcross(Transform(samples, 0, 0), Transform(samples, 0, Side), halved);

        AssertSamples((y, x) => (samples[y, 2 * x] + samples[y, (2 * x) + 1]) / 2, halved);
    }

    [Fact]
    public void Halving_down_averages_vertical_pairs()
    {
        double[,] samples = RandomSamples(2 * Side, Side);
        float[] halved = new float[Side * Side];

        BlockHalving.HalveDown(Transform(samples, 0, 0), Transform(samples, Side, 0), halved);

        AssertSamples((y, x) => (samples[2 * y, x] + samples[(2 * y) + 1, x]) / 2, halved);
    }

    private static double[,] RandomSamples(int height, int width)
    {
        Random random = new(5);
        double[,] samples = new double[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) samples[y, x] = random.Next(-128, 128);
        }

        return samples;
    }

    private static void AssertSamples(Func<int, int, double> expected, float[] coefficients)
    {
        double[,] samples = new double[Side, Side];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++) samples[y, x] = expected(y, x);
        }

        Assert.All(Transform(samples, 0, 0).Zip(coefficients), pair => Assert.Equal(pair.First, pair.Second, 0.001));
    }

    // The forward DCT as defined in T.81, A.3.3.
    private static float[] Transform(double[,] samples, int top, int left)
    {
        float[] coefficients = new float[Side * Side];
        for (int v = 0; v < Side; v++)
        {
            for (int u = 0; u < Side; u++)
            {
                double sum = 0;
                for (int y = 0; y < Side; y++)
                {
                    for (int x = 0; x < Side; x++)
                        sum += samples[top + y, left + x] * Cosine(x, u) * Cosine(y, v);
                }

                coefficients[(v * Side) + u] = (float)(sum * Scale(u) * Scale(v) / 4);
            }
        }

        return coefficients;
    }

    private static double Cosine(int sample, int frequency) => Math.Cos(((2 * sample) + 1) * frequency * Math.PI / 16);

    private static double Scale(int frequency) => frequency == 0 ? 1 / Math.Sqrt(2) : 1;
}
