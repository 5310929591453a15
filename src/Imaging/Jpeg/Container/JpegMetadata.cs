using JpegReducer.Imaging.Metadata;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>What a JPEG's segments say of how it is to be read, without its picture being decoded.</summary>
internal static class JpegMetadata
{
    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>The EXIF orientation, 1 to 8; 1 where the file says none.</summary>
    public static int Orientation(ReadOnlySpan<byte> jpeg)
    {
        JpegSegmentReader reader = new(jpeg);
        while (reader.MoveNext() && reader.Current.Marker != JpegMarker.StartOfScan)
        {
            if (reader.Current.Marker == JpegMarker.App1 && reader.Payload.StartsWith(ExifName)) return Exif.Orientation(reader.Payload[ExifName.Length..]);
        }

        return Exif.Upright;
    }

    /// <summary>The same file without the bytes between its segments that belong to none, at which strict decoders stop.</summary>
    public static byte[] WithoutStrayBytes(ReadOnlySpan<byte> jpeg)
    {
        using MemoryStream file = new(jpeg.Length);
        file.Write([0xFF, JpegMarker.StartOfImage]);

        JpegSegmentReader reader = new(jpeg);
        while (reader.MoveNext() && reader.Current.Marker != JpegMarker.StartOfScan) Copy(jpeg, reader.Current, file);

        file.Write(jpeg[reader.Current.Start..]);
        return file.ToArray();
    }

    private static void Copy(ReadOnlySpan<byte> from, JpegSegment segment, MemoryStream file) => file.Write(from.Slice(segment.Start, segment.Length));
}
