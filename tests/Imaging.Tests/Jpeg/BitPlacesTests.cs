using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class BitPlacesTests
{
    [Fact]
    public void The_first_place_is_gathered_highest() => Assert.Equal(0b100UL, BitPlaces.Gather(1UL << 5, (1UL << 5) | (1UL << 9) | (1UL << 63)));

    [Fact]
    public void Moving_bits_at_once_is_as_moving_them_one_by_one()
    {
        Random random = new(3);
        for (int round = 0; round < 1000; round++)
        {
            ulong places = (ulong)random.NextInt64() & (ulong)random.NextInt64() << 1;
            ulong bits = (ulong)random.NextInt64();
            int count = BitOperations.PopCount(places);

            ulong gathered = BitPlaces.Gather(bits, places);

            Assert.Equal(BitPlaces.GatherOneByOne(bits, places), gathered);
            Assert.Equal(bits & places, BitPlaces.Scatter(gathered, places));
            Assert.Equal(bits & places, BitPlaces.ScatterOneByOne(gathered, places));
            for (int n = 0; n <= Math.Min(count, 15); n++) Assert.Equal(BitPlaces.FindOneByOne(places, n), BitPlaces.Find(places, n));
        }
    }

    [Theory]
    [InlineData(0, 63, ulong.MaxValue)]
    [InlineData(1, 2, 0b110UL)]
    [InlineData(63, 63, 1UL << 63)]
    public void A_band_holds_both_its_ends(int start, int end, ulong expected) => Assert.Equal(expected, BitPlaces.Band(start, end));
}
