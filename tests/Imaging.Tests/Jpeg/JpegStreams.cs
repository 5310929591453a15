namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>Changes to JPEG streams, marker by marker.</summary>
internal static class JpegStreams
{
    /// <summary>The stream with only its first scans and an EOI marker.</summary>
    public static byte[] OfScans(byte[] file, int scans)
    {
        int end = 0;
        for (int i = 0; i <= scans; i++) end = Find(file, 0xDA, end + 1);
        return [.. file[..end], 0xFF, 0xD9];
    }

    /// <summary>The stream without its segments of one kind.</summary>
    public static byte[] Without(byte[] file, byte marker)
    {
        for (int at; (at = Find(file, marker)) >= 0;)
            file = [.. file[..at], .. file[(at + 2 + (file[at + 2] << 8) + file[at + 3])..]];
        return file;
    }

    /// <summary>The stream with segments after its SOI.</summary>
    public static byte[] With(byte[] file, params (byte Marker, byte[] Content)[] segments) =>
        [.. file[..2], .. segments.SelectMany(segment => Segment(segment.Marker, segment.Content)), .. file[2..]];

    public static byte[] Segment(byte marker, ReadOnlySpan<byte> content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>The offset of a marker; −1 if there is none.</summary>
    public static int Find(byte[] file, byte marker, int start = 0)
    {
        int at = file.AsSpan(start).IndexOf([(byte)0xFF, marker]);
        return at < 0 ? -1 : start + at;
    }
}
