namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Edits the segments before the first scan of a JPEG, without decoding.</summary>
internal static class JpegMetadata
{
    private const int SignatureLength = 2;

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
