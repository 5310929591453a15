using System.Buffers.Binary;

namespace JpegReducer.Imaging.Metadata;

/// <summary>IPTC-IIM in Photoshop's image resources: by-line, credit and copyright notice.</summary>
internal static class IptcRights
{
    private const int IptcResource = 0x0404;
    private const byte DataSetMarker = 0x1C, Envelope = 1, Application = 2, CharacterSet = 90, ByLine = 80, Credit = 110, CopyrightNotice = 116;

    public static ReadOnlySpan<byte> SegmentName => "Photoshop 3.0\0"u8;

    private static ReadOnlySpan<byte> Signature => "8BIM"u8;

    /// <summary>The content of an APP13 segment with these fields only.</summary>
    /// <param name="content">The content of the source's segment.</param>
    /// <returns><see langword="null"/> if there are none.</returns>
    public static byte[]? Select(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(SegmentName)) return null;

        for (ReadOnlySpan<byte> rest = content[SegmentName.Length..]; rest.Length >= 12 && rest.StartsWith(Signature);)
        {
            int id = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
            int sizeAt = 6 + ((rest[6] + 2) & ~1);
            if (rest.Length < sizeAt + 4) return null;

            long size = BinaryPrimitives.ReadUInt32BigEndian(rest[sizeAt..]);
            if (size > rest.Length - sizeAt - 4) return null;

            ReadOnlySpan<byte> data = rest.Slice(sizeAt + 4, (int)size);
            if (id == IptcResource) return Rights(data) is { } rights ? Resource(rights) : null;

            rest = rest[Math.Min(rest.Length, sizeAt + 4 + (int)((size + 1) & ~1))..];
        }

        return null;
    }

    private static byte[]? Rights(ReadOnlySpan<byte> dataSets)
    {
        List<byte> kept = [];
        bool any = false;
        while (dataSets.Length >= 5 && dataSets[0] == DataSetMarker)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(dataSets[3..]);

            // From 32 KiB on the length is encoded differently; rights are shorter.
            if (length > short.MaxValue || dataSets.Length < 5 + length) break;

            bool isRight = dataSets[1] == Application && dataSets[2] is ByLine or Credit or CopyrightNotice;
            if (isRight || (dataSets[1] == Envelope && dataSets[2] == CharacterSet)) kept.AddRange(dataSets[..(5 + length)]);
            any |= isRight;
            dataSets = dataSets[(5 + length)..];
        }

        return any ? [.. kept] : null;
    }

    private static byte[] Resource(byte[] data)
    {
        byte[] resource =
            [.. SegmentName, .. Signature, IptcResource >> 8, IptcResource & 0xFF, 0, 0, 0, 0, 0, 0, .. data, .. new byte[data.Length & 1]];
        BinaryPrimitives.WriteInt32BigEndian(resource.AsSpan(SegmentName.Length + 8), data.Length);
        return resource;
    }
}
