using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>The weight of distortion in each block: lower where texture of the block and its neighbors masks it.</summary>
internal static class BlockMasking
{
    /// <summary>The variance of the samples of each block of a component, row by row.</summary>
    /// <param name="plane">The coefficients.</param>
    /// <param name="steps">Their quantization steps.</param>
    public static float[] Variances(CoefficientPlane plane, ReadOnlySpan<float> steps)
    {
        float[] variances = new float[plane.BlocksAcross * plane.BlocksDown];
        int index = 0;
        for (int row = 0; row < plane.BlocksDown; row++)
        {
            ReadOnlySpan<short> blocks = plane.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
                variances[index++] = Variance(blocks[..CoefficientPlane.BlockLength], steps);
        }

        return variances;
    }

    /// <summary>The weight of each block; 1 in flat blocks.</summary>
    /// <param name="variances">The variances of all blocks, row by row.</param>
    /// <param name="across">The number of blocks per row.</param>
    /// <param name="options">The strength of masking.</param>
    public static float[] Weights(float[] variances, int across, MaskingOptions options)
    {
        int down = variances.Length / across;
        float[] activity = Array.ConvertAll(variances, variance => PortableMath.Log2(1 + variance));
        float[] weights = new float[activity.Length];
        for (int row = 0; row < down; row++)
        {
            for (int column = 0; column < across; column++)
            {
                float own = activity[(row * across) + column];

                // A busy neighbor masks little in a flat block.
                float cap = own + options.NeighborCap;
                float sum = own;
                float total = 1;
                for (int y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, down - 1); y++)
                {
                    for (int x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, across - 1); x++)
                    {
                        if (x == column && y == row) continue;
                        sum += options.NeighborWeight * Math.Min(activity[(y * across) + x], cap);
                        total += options.NeighborWeight;
                    }
                }

                float around = PortableMath.Exp2(sum / total) - 1;
                float ratio = options.Threshold / (options.Threshold + around);
                weights[(row * across) + column] = PortableMath.Exp2(options.Strength * PortableMath.Log2(ratio));
            }
        }

        return weights;
    }

    // The variance of the block's samples: the transform preserves the sum of squares (T.81, A.3.3).
    private static float Variance(ReadOnlySpan<short> block, ReadOnlySpan<float> steps)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<float>.Count)
        {
            Vector256<int> wide = Vector256.WidenLower(Vector128.Create(block[k..]).ToVector256());
            Vector256<float> values = Vector256.ConvertToSingle(wide) * Vector256.Create(steps[k..]);
            sum += (k == 0 ? values.WithElement(0, 0) : values) * values;
        }

        return Vector256.Sum(sum) / CoefficientPlane.BlockLength;
    }
}

/// <summary>The parameters of masking.</summary>
/// <param name="Threshold">The variance of samples below which nothing is masked.</param>
/// <param name="Strength">The exponent by which the weight decreases with the variance.</param>
/// <param name="NeighborWeight">The weight of each of eight neighbors relative to the block itself.</param>
/// <param name="NeighborCap">The maximum by which a neighbor counts above the block, in powers of two of the variance.</param>
internal readonly record struct MaskingOptions(float Threshold, float Strength, float NeighborWeight, float NeighborCap);
