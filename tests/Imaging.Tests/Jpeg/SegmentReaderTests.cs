using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class SegmentReaderTests
{
    [Fact]
    public void Fill_bytes_stray_bytes_restarts_and_entropy_coded_data_are_skipped()
    {
        byte[] stream =
        [
            0xFF, Marker.StartOfImage,
            0xFF, 0xFF, 0xFF, Marker.Comment, 0, 4, 1, 2,
            7, 0xFF, 0, 8,
            0xFF, Marker.StartOfScan, 0, 2, 0x12, 0xFF, 0, 0x34, 0xFF, Marker.Restart0, 0x56,
            0xFF, Marker.EndOfImage,
        ];

        Assert.Equal([(Marker.Comment, 4, 10), (Marker.StartOfScan, 14, 18), (Marker.EndOfImage, 25, 27)], Segments(stream, out _));
    }

    [Fact]
    public void A_truncated_segment_is_not_read()
    {
        byte[] stream = [0xFF, Marker.App1, 0, 5, 1, 2];

        Assert.Empty(Segments(stream, out bool isInvalid));
        Assert.False(isInvalid);
    }

    [Fact]
    public void A_length_below_two_is_invalid()
    {
        byte[] stream = [0xFF, Marker.Comment, 0, 2, 0xFF, Marker.App1, 0, 1, 0xFF, Marker.EndOfImage];

        Assert.Equal([(Marker.Comment, 0, 4)], Segments(stream, out bool isInvalid));
        Assert.True(isInvalid);
    }

    private static List<(byte Marker, int Start, int End)> Segments(byte[] stream, out bool isAtInvalidLength)
    {
        List<(byte Marker, int Start, int End)> segments = [];
        SegmentReader reader = new(stream);
        while (reader.TryReadNext(out MarkerSegment segment)) segments.Add((segment.Marker, segment.Start, segment.End));
        isAtInvalidLength = reader.IsAtInvalidLength;
        return segments;
    }
}
