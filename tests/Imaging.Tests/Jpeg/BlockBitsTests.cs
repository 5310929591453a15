using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class BlockBitsTests
{
    [Fact]
    public void Parallel_extract_and_deposit_match_the_scalar_definitions()
    {
        Random random = new(3);
        for (int round = 0; round < 1000; round++)
        {
            ulong positions = (ulong)random.NextInt64() & ((ulong)random.NextInt64() << 1);
            ulong bits = (ulong)random.NextInt64();

            ulong extracted = BlockBits.Extract(bits, positions);

            Assert.Equal(BlockBits.ExtractScalar(bits, positions), extracted);
            Assert.Equal(bits & positions, BlockBits.Deposit(extracted, positions));
            Assert.Equal(bits & positions, BlockBits.DepositScalar(extracted, positions));
        }
    }

    [Fact]
    public void Vectorized_addition_to_magnitudes_matches_the_scalar_definition()
    {
        Random random = new(4);
        for (int round = 0; round < 1000; round++)
        {
            ulong positions = (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 1);
            short[] block = [.. Enumerable.Range(0, 64).Select(_ => (short)random.Next(-1000, 1001))];
            short[] expected = [.. block];

            BlockBits.AddToMagnitudes(block, positions, 4);
            BlockBits.AddToMagnitudesScalar(expected, positions, 4);

            Assert.Equal(expected, block);
        }
    }

    [Fact]
    public void Select_counts_positions_from_the_lowest()
    {
        ulong positions = (1UL << 5) | (1UL << 9) | (1UL << 63);

        Assert.Equal([5, 9, 63, 64], Enumerable.Range(0, 4).Select(n => BlockBits.Select(positions, n)));
    }

    [Fact]
    public void After_reversal_the_first_position_is_the_highest_bit()
    {
        Assert.Equal(1UL << 63, BlockBits.Reverse(1));
        Assert.Equal(0x1234_5678_9ABC_DEF0UL, BlockBits.Reverse(BlockBits.Reverse(0x1234_5678_9ABC_DEF0)));
        Assert.Equal(64 - BitOperations.PopCount(0x00FF_1234UL), BitOperations.PopCount(~BlockBits.Reverse(0x00FF_1234)));
    }

    [Theory]
    [InlineData(0, 63, ulong.MaxValue)]
    [InlineData(1, 2, 0b110UL)]
    [InlineData(63, 63, 1UL << 63)]
    public void A_band_includes_both_ends(int start, int end, ulong expected) => Assert.Equal(expected, BlockBits.Band(start, end));
}
