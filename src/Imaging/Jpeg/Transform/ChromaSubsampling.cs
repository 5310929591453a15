using System.Numerics;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>Halves the resolution of chroma in the DCT domain.</summary>
internal static class ChromaSubsampling
{
    /// <summary>The quantization step of the result: fine enough that rounding is negligible.</summary>
    public const float ResultStep = 1f / 16;

    /// <summary>The quantization steps of the result in zigzag order.</summary>
    public static float[] ResultSteps { get; } = [.. Enumerable.Repeat(ResultStep, BlockLength)];

    private const int BlockLength = CoefficientPlane.BlockLength;

    /// <summary>A block that loses more variance has a visibly paler saturated edge: a red line of one pixel on white loses 500.</summary>
    private const float BlurredEdge = 120;

    /// <summary>The variance below which a luminance block masks nothing.</summary>
    private const float MaskingThreshold = 160;

    /// <summary>Halves a component.</summary>
    /// <param name="source">The coefficients.</param>
    /// <param name="steps">Their quantization steps in zigzag order.</param>
    /// <param name="halving">The directions.</param>
    /// <param name="result">An empty plane of the new size, for coefficients in units of <see cref="ResultStep"/>.</param>
    /// <param name="luma">The variances of the luminance blocks, which mask what is lost.</param>
    /// <param name="lumaBlocks">The number of luminance blocks per block of the result, horizontally and vertically.</param>
    /// <returns>The loss by halving.</returns>
    public static ChromaLoss Halve(
        CoefficientPlane source, float[] steps, ChromaHalving halving, CoefficientPlane result, BlockVariances luma,
        (int Across, int Down) lumaBlocks)
    {
        int columnStep = halving.Across ? 2 : 1;
        int rowStep = halving.Down ? 2 : 1;
        SourceBlocks blocks = new(source, steps, halving.Across);
        Span<float> upper = stackalloc float[BlockLength];
        Span<float> lower = stackalloc float[BlockLength];
        Span<float> halved = stackalloc float[BlockLength];
        double sum = 0;
        double unmaskedCubes = 0;
        int blurred = 0;
        for (int row = 0; row < result.BlocksDown; row++)
        {
            for (int column = 0; column < result.BlocksAcross; column++)
            {
                double before = blocks.Energy;
                blocks.Load(row * rowStep, column * columnStep, halving.Down ? upper : halved);
                if (halving.Down)
                {
                    blocks.Load((row * rowStep) + 1, column * columnStep, lower);
                    BlockHalving.HalveDown(upper, lower, halved);
                }

                // Both are means over samples, since the transform preserves the sum of squares (T.81, A.3.3).
                double lost = (((blocks.Energy - before) / halving.Blocks) - Energy(halved)) / BlockLength;
                sum += lost;
                float masking = luma.MeanOf(row * lumaBlocks.Down, column * lumaBlocks.Across, lumaBlocks.Down, lumaBlocks.Across);
                double unmasked = Math.Max(lost, 0) / Math.Sqrt(MaskingThreshold + masking);
                unmaskedCubes += unmasked * unmasked * unmasked;
                if (lost > BlurredEdge) blurred++;
                Store(halved, result.Block(row, column));
            }
        }

        double count = (double)result.BlocksAcross * result.BlocksDown;
        return new ChromaLoss(Math.Max(sum / count, 0), CubeRoot(unmaskedCubes / count), blurred / count);
    }

    private static double CubeRoot(double value) => PortableMath.Exp2(PortableMath.Log2((float)Math.Max(value, 1e-30)) / 3);

    private static float Energy(ReadOnlySpan<float> block)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (int k = 0; k < BlockLength; k += Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.Create(block[k..]);
            sum += values * values;
        }

        return Vector256.Sum(sum);
    }

    private static void Store(ReadOnlySpan<float> block, Span<short> coefficients)
    {
        Vector256<float> max = Vector256.Create((float)short.MaxValue);
        Span<int> rounded = stackalloc int[BlockLength];
        for (int k = 0; k < BlockLength; k += Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.Round(Vector256.Create(block[k..]) * (1 / ResultStep));
            Vector256.ConvertToInt32(Vector256.Clamp(values, -max, max)).CopyTo(rounded[k..]);
        }

        ReadOnlySpan<byte> natural = ZigZag.ToNatural;
        for (int k = 0; k < coefficients.Length; k++) coefficients[k] = (short)rounded[natural[k]];
    }

    /// <summary>Reads the source's blocks, dequantized, and halved across if requested.</summary>
    private sealed class SourceBlocks(CoefficientPlane source, float[] steps, bool across)
    {
        /// <summary>The sum of squares of all values loaded so far.</summary>
        public double Energy { get; private set; }

        public void Load(int row, int column, Span<float> block)
        {
            if (!across)
            {
                LoadOne(row, column, block);
                return;
            }

            Span<float> left = stackalloc float[BlockLength];
            Span<float> right = stackalloc float[BlockLength];
            LoadOne(row, column, left);
            LoadOne(row, column + 1, right);
            BlockHalving.HalveAcross(left, right, block);
        }

        private void LoadOne(int row, int column, Span<float> block)
        {
            // A mirrored block replaces a missing one at the edge of the picture, so that there is no discontinuity.
            bool mirrorDown = row >= source.BlocksDown;
            bool mirrorAcross = column >= source.BlocksAcross;
            ReadOnlySpan<short> coefficients = source.Block(row - (mirrorDown ? 1 : 0), column - (mirrorAcross ? 1 : 0));
            ReadOnlySpan<byte> natural = ZigZag.ToNatural;
            block.Clear();
            for (ulong mask = BlockMask.Of(coefficients, 0); mask != 0; mask &= mask - 1)
            {
                int k = BitOperations.TrailingZeroCount(mask);
                int position = natural[k];
                float value = coefficients[k] * steps[k];
                bool isNegated = (mirrorAcross && (position & 1) != 0) ^ (mirrorDown && (position & 8) != 0);
                block[position] = isNegated ? -value : value;
                Energy += value * value;
            }
        }
    }
}

/// <summary>The loss by halving a component.</summary>
/// <param name="Variance">The variance of samples that was removed, as mean over the picture.</param>
/// <param name="Unmasked">
/// The 3-norm over blocks of the removed variance divided by √(a threshold + the variance of luminance): large if much was lost where luminance
/// is flat, as at saturated edges; small if noise was lost in busy blocks.
/// </param>
/// <param name="BlurredEdges">The share of blocks with visibly paler saturated edges.</param>
internal readonly record struct ChromaLoss(double Variance, double Unmasked, double BlurredEdges);
