using JpegReducer.Client.Conditional;

namespace JpegReducer.Client.Tests.Conditional;

/// <summary><c>Range</c> (RFC 9110, 14.1.2 and 14.2) for a file of 100 bytes.</summary>
public sealed class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=0-99", 0, 99)]
    [InlineData("bytes=10-19", 10, 19)]
    [InlineData("bytes=99-", 99, 99)]
    [InlineData("bytes=50-", 50, 99)]
    [InlineData("bytes=90-1000", 90, 99)]
    [InlineData("bytes=90-99999999999999999999999", 90, 99)]
    [InlineData("bytes=-1", 99, 99)]
    [InlineData("bytes=-100", 0, 99)]
    [InlineData("bytes=-1000", 0, 99)]
    [InlineData("bytes=-99999999999999999999999", 0, 99)]
    [InlineData("BYTES=10-19", 10, 19)]
    [InlineData("bytes= 10-19 ", 10, 19)]
    [InlineData("bytes=,10-19,", 10, 19)]
    public void One_range_is_cut_to_the_file(string header, long first, long last)
    {
        Assert.True(ByteRange.TryRead(header, 100, out ByteRange? range));

        Assert.Equal(new ByteRange(first, last), range);
    }

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=99999999999999999999999-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=100-,-0")]
    public void A_range_beyond_the_end_cannot_be_satisfied(string header) => Assert.False(ByteRange.TryRead(header, 100, out _));

    [Theory]
    [InlineData("bytes=0-")]
    [InlineData("bytes=-5")]
    public void An_empty_file_satisfies_no_range(string header) => Assert.False(ByteRange.TryRead(header, 0, out _));

    [Theory]
    [InlineData("bytes=0-4,10-14")]
    [InlineData("bytes=0-4,200-")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=-")]
    [InlineData("bytes=")]
    [InlineData("bytes")]
    [InlineData("")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=0-4,x")]
    [InlineData("bytes=1-2-3")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=0x1-2")]
    [InlineData("items=0-4")]
    public void Several_ranges_and_invalid_ones_return_the_whole_file(string header)
    {
        Assert.True(ByteRange.TryRead(header, 100, out ByteRange? range));

        Assert.Null(range);
    }
}
