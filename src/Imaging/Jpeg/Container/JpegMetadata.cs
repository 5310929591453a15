using JpegReducer.Imaging.Metadata;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Reads and edits the segments before the first scan of a JPEG, without decoding.</summary>
internal static class JpegMetadata
{
    private const int SignatureLength = 2;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>The EXIF orientation, 1 to 8; 1 if the file has none.</summary>
    public static int Orientation(ReadOnlySpan<byte> jpeg)
    {
        SegmentReader reader = new(jpeg) { Position = SignatureLength };
        while (reader.TryReadNext(out MarkerSegment segment) && segment.Marker is not (Marker.StartOfScan or Marker.EndOfImage))
        {
            ReadOnlySpan<byte> content = jpeg[segment.Content];
            if (segment.Marker == Marker.App1 && content.StartsWith(ExifName)) return Exif.Orientation(content[ExifName.Length..]);
        }

        return Exif.Upright;
    }

    /// <summary>Removes stray bytes between segments, at which strict decoders stop.</summary>
    /// <param name="jpeg">A file that has a scan.</param>
    public static byte[] WithoutStrayBytes(ReadOnlySpan<byte> jpeg)
    {
        using MemoryStream file = new(jpeg.Length);
        file.Write([Marker.Prefix, Marker.StartOfImage]);

        SegmentReader reader = new(jpeg) { Position = SignatureLength };
        MarkerSegment segment;
        while (reader.TryReadNext(out segment) && segment.Marker != Marker.StartOfScan) file.Write(jpeg[segment.Start..segment.End]);

        file.Write(jpeg[segment.Start..]);
        return file.ToArray();
    }
}
