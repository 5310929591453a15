using JpegReducer.Imaging.Metadata;

namespace JpegReducer.Imaging.Tests.Metadata;

public sealed class ExifTests
{
    [Fact]
    public void The_smallest_structure_states_its_orientation()
    {
        for (int orientation = 1; orientation <= 8; orientation++) Assert.Equal(orientation, Exif.Orientation(Exif.OrientationOnly(orientation)));
    }

    [Fact]
    public void Little_endian_is_read_too()
    {
        byte[] tiff = [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(6, Exif.Orientation(tiff));
    }

    [Fact]
    public void Invalid_data_is_upright()
    {
        byte[] sound = Exif.OrientationOnly(6);

        for (int length = 0; length < 22; length++) Assert.Equal(Exif.Upright, Exif.Orientation(sound.AsSpan(0, length)));
        Assert.Equal(Exif.Upright, Exif.Orientation(Exif.OrientationOnly(9)));
        Assert.Equal(Exif.Upright, Exif.Orientation([(byte)'M', (byte)'M', 0, 42, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]));
    }
}
