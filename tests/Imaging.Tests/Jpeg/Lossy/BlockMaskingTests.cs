using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Imaging.Tests.Jpeg.Lossy;

public sealed class BlockMaskingTests
{
    private static readonly float[] Steps = [.. Enumerable.Repeat(4f, CoefficientPlane.BlockLength)];

    [Fact]
    public void Flat_blocks_have_a_weight_of_one()
    {
        using CoefficientPlane plane = new(5, 4, 6, 4);
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 5; column++) plane.Block(row, column)[0] = (short)((row * 5) - column);
        }

        Assert.All(Weights(plane), weight => Assert.Equal(1, weight, 0.001));
    }

    [Fact]
    public void Weights_decrease_with_the_variance_of_a_block()
    {
        using CoefficientPlane plane = new(9, 1, 9, 1);
        for (int column = 0; column < 9; column++) plane.Block(0, column).Slice(1, 20).Fill((short)(3 * column));

        float[] weights = Weights(plane);

        Assert.Equal(weights.OrderDescending(), weights);
        Assert.True(weights[^1] < weights[0] / 2);
    }

    [Fact]
    public void A_flat_block_between_busy_ones_keeps_most_of_its_weight()
    {
        using CoefficientPlane plane = new(3, 3, 3, 3);
        for (int block = 0; block < 9; block++)
        {
            if (block != 4) plane.Block(block / 3, block % 3).Slice(1, 40).Fill(50);
        }

        float[] weights = Weights(plane);

        Assert.True(weights[4] > 2 * weights[0]);
    }

    [Fact]
    public void The_variance_is_that_of_the_samples()
    {
        using CoefficientPlane plane = new(1, 1, 1, 1);
        (plane.Block(0, 0)[0], plane.Block(0, 0)[1], plane.Block(0, 0)[5]) = (100, 3, -4);

        Assert.Equal((float)((12 * 12) + (16 * 16)) / 64, BlockMasking.Variances(plane, Steps).Single(), 0.0001f);
    }

    private static float[] Weights(CoefficientPlane plane) =>
        BlockMasking.Weights(BlockMasking.Variances(plane, Steps), plane.BlocksAcross, QuantizerPresets.Default.Masking);
}
