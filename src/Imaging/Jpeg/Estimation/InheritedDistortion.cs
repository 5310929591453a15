using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>
/// Estimates the distortion by the source's own quantization from its levels: values are distributed evenly within the step that
/// they were rounded to, and values rounded to zero have a Laplace distribution whose width follows from the share of zeros.
/// </summary>
internal static class InheritedDistortion
{
    /// <summary>With fewer zeros, values are as evenly distributed over the zero step as over others.</summary>
    private const double FewZeros = 0.3;

    /// <summary>Limits the width of the distribution if all values are zero.</summary>
    private const double MaxZeros = 0.999;

    /// <summary>The number of blocks that represent a component.</summary>
    private const int SampleBlocks = 4_000;

    private const double NaturalLogarithmOf2 = 0.69314718055994531;

    /// <summary>The distortion of a component of the source.</summary>
    /// <param name="plane">Its coefficients.</param>
    /// <param name="steps">Their steps, in zigzag order.</param>
    /// <param name="variances">The variance of each block's samples.</param>
    /// <param name="threshold">The variance below which a block masks nothing.</param>
    public static Distortion Of(CoefficientPlane plane, ReadOnlySpan<float> steps, float[] variances, float threshold)
    {
        Span<int> zeros = stackalloc int[CoefficientPlane.BlockLength];
        int rowStep = Math.Max(variances.Length / SampleBlocks, 1);
        int sampled = 0;
        for (int row = 0; row < plane.BlocksDown; row += rowStep)
        {
            sampled += plane.BlocksAcross;
            ReadOnlySpan<short> blocks = plane.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            {
                for (int k = 0; k < CoefficientPlane.BlockLength; k++) zeros[k] += blocks[k] == 0 ? 1 : 0;
            }
        }

        double dc = 0;
        double low = 0;
        double all = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k++)
        {
            double error = MeanSquare(steps[k], (zeros[k] + 0.5) / (sampled + 1)) / CoefficientPlane.BlockLength;
            all += error;
            if (k == 0) dc = error;
            else if (DistortionAccumulator.IsLow(k)) low += error;
        }

        double shares = 0;
        double squares = 0;
        foreach (float variance in variances)
        {
            double share = 1.0 / (threshold + variance);
            shares += share;
            squares += share * share;
        }

        double mean = shares / variances.Length;
        return new Distortion(dc * mean, low * mean, 0, all * Math.Sqrt(squares / variances.Length));
    }

    // The mean squared error in values that were rounded to multiples of a step, with a share of zeros.
    private static double MeanSquare(double step, double zeros)
    {
        const double Uniform = 1.0 / 12;
        if (zeros < FewZeros) return step * step * Uniform;

        // In steps: |x| < 1/2 with probability 1 − exp(−decay / 2); the integral of x² over that range.
        double tail = 1 - Math.Min(zeros, MaxZeros);
        double decay = -2 * NaturalLogarithmOf2 * PortableMath.Log2((float)tail);
        double withinZero = (2 / (decay * decay)) - (tail * (0.25 + (1 / decay) + (2 / (decay * decay))));
        return step * step * (withinZero + (tail * Uniform));
    }
}
