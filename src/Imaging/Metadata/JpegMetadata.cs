using System.Buffers.Binary;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Metadata;

/// <summary>Carries metadata from one JPEG to another, by policy.</summary>
internal static class JpegMetadata
{
    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> IccName => "ICC_PROFILE\0"u8;

    private static ReadOnlySpan<byte> MultiPictureName => "MPF\0"u8;

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

    /// <summary>Gives an encoded picture the metadata of its source.</summary>
    /// <param name="encoded">The new picture; of its own application segments only JFIF and Adobe stay, which say how to read its colours.</param>
    /// <param name="source">Where the metadata comes from.</param>
    /// <param name="policy">Whether EXIF, XMP, IPTC and comments come along.</param>
    /// <param name="upright">Whether the picture was turned upright already, so that no orientation may remain.</param>
    public static byte[] Transplant(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> source, MetadataPolicy policy, bool upright)
    {
        using MemoryStream file = new(encoded.Length + 4096);
        file.Write([0xFF, JpegMarker.StartOfImage]);

        JpegSegmentReader own = new(encoded);
        while (own.MoveNext() && own.Current.Marker is JpegMarker.App0 or JpegMarker.App14) Copy(encoded, own.Current, file);

        int orientation = Orientation(source);
        if (policy == MetadataPolicy.Strip && !upright && orientation != Exif.Upright)
        {
            WriteSegment(file, JpegMarker.App1, ExifName, Exif.OrientationOnly(orientation));
        }

        JpegSegmentReader theirs = new(source);
        while (theirs.MoveNext() && theirs.Current.Marker != JpegMarker.StartOfScan)
        {
            if (Belongs(theirs.Current.Marker, theirs.Payload, policy)) Copy(source, theirs.Current, file);
        }

        CopyPicture(encoded, file);
        return file.ToArray();
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

    private static bool Belongs(byte marker, ReadOnlySpan<byte> payload, MetadataPolicy policy) => marker switch
    {
        JpegMarker.App0 or JpegMarker.App14 => false,
        JpegMarker.App2 when payload.StartsWith(IccName) => true,
        // An index of pictures behind this one, by offsets that no longer hold.
        JpegMarker.App2 when payload.StartsWith(MultiPictureName) => false,
        _ => policy == MetadataPolicy.Keep && JpegMarker.IsApplicationOrComment(marker),
    };

    /// <summary>Copies everything but application segments, up to and with EOI: what stands behind it is another picture.</summary>
    private static void CopyPicture(ReadOnlySpan<byte> encoded, MemoryStream file)
    {
        JpegSegmentReader reader = new(encoded);
        int scanStart = -1;
        while (reader.MoveNext())
        {
            JpegSegment segment = reader.Current;
            if (segment.Marker == JpegMarker.EndOfImage && scanStart >= 0)
            {
                file.Write(encoded[scanStart..(segment.Start + segment.Length)]);
                return;
            }

            // From the first scan on, the rest is copied as one piece.
            if (segment.Marker == JpegMarker.StartOfScan && scanStart < 0) scanStart = segment.Start;
            if (scanStart < 0 && !JpegMarker.IsApplicationOrComment(segment.Marker)) Copy(encoded, segment, file);
        }
    }

    private static void Copy(ReadOnlySpan<byte> from, JpegSegment segment, MemoryStream file) => file.Write(from.Slice(segment.Start, segment.Length));

    private static void WriteSegment(MemoryStream file, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(2 + name.Length + content.Length));
        file.Write(head);
        file.Write(name);
        file.Write(content);
    }
}
