using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class BlockMaskTests
{
    public delegate ulong MaskPath(ReadOnlySpan<short> block, int low);

    public static TheoryData<string, MaskPath> Paths => new()
    {
        { "any", BlockMask.Of },
        { "scalar", BlockMask.OfScalar },
        { "128", BlockMask.OfVector128 },
        { "256", BlockMask.OfVector256 },
        { "512", BlockMask.OfVector512 },
    };

    [Theory, MemberData(nameof(Paths))]
    public void A_bit_is_set_for_each_coefficient_that_is_nonzero_after_the_point_transform(string name, MaskPath path)
    {
        short[] block = new short[64];
        (block[0], block[5], block[31], block[32], block[63]) = (-1, 3, -4, 2, short.MaxValue);

        Assert.True(path(block, 0) == (1UL | (1UL << 5) | (1UL << 31) | (1UL << 32) | (1UL << 63)), name);
        Assert.Equal((1UL << 5) | (1UL << 31) | (1UL << 32) | (1UL << 63), path(block, 1));
        Assert.Equal((1UL << 31) | (1UL << 63), path(block, 2));
    }

    [Theory, MemberData(nameof(Paths))]
    public void All_paths_agree_for_any_block(string name, MaskPath path)
    {
        Random random = new(1);
        short[] block = new short[64];
        for (int round = 0; round < 1000; round++)
        {
            for (int k = 0; k < block.Length; k++) block[k] = (short)(random.Next(-4, 5) * random.Next(0, 8000));

            for (int low = 0; low <= 13; low++) Assert.True(BlockMask.OfScalar(block, low) == path(block, low), name);
        }
    }

    [Fact]
    public void All_paths_agree_on_single_bits()
    {
        Random random = new(2);
        short[] block = new short[64];
        for (int round = 0; round < 1000; round++)
        {
            for (int k = 0; k < block.Length; k++) block[k] = (short)random.Next(-32767, 32768);

            for (int low = 0; low <= 13; low++)
            {
                ulong expected = BlockMask.OfBitScalar(block, low);
                Assert.Equal(expected, BlockMask.OfBitVector256(block, low));
                Assert.Equal(expected, BlockMask.OfBitVector512(block, low));
                Assert.Equal(expected, BlockMask.OfBit(block, low));
            }
        }
    }
}
