using System.Buffers.Binary;
using System.Text;
using JpegReducer.Imaging.Tests.Jpeg;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Files of several parts, as cameras and phones write them.</summary>
internal static class PartFiles
{
    public const string XmpName = "http://ns.adobe.com/xap/1.0/\0";
    public const string IsoName = "urn:iso:std:iso:ts:21496:-1\0";

    public static byte[] Video { get; } = [0, 0, 0, 24, .. "ftypmp42"u8, .. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];

    public static byte[] GainMap { get; } = JpegStreams.With(
        TestPictures.Vips(80, 60, bands: 1),
        (0xE1,
            Xmp("xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0' hdrgm:GainMapMax='2.5' "
                + "xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='private'")),
        (0xE2, [.. Encoding.Latin1.GetBytes(IsoName), 1, 2, 3]));

    /// <summary>A picture with a gain map as Android writes it, with both kinds of metadata and private data.</summary>
    /// <param name="behind">What follows the gain map.</param>
    /// <param name="items">Further items of the directory.</param>
    /// <param name="gap">Bytes between the picture and the gain map.</param>
    public static byte[] UltraHdr(byte[] behind, string items = "", int gap = 0)
    {
        byte[] xmp = Xmp(
            "xmlns:Container='http://ns.google.com/photos/1.0/container/' xmlns:Item='http://ns.google.com/photos/1.0/container/item/' "
            + "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
            + "xmp:CreatorTool='private tool'",
            $"<Container:Directory><rdf:Seq><rdf:li rdf:parseType='Resource'><Container:Item Item:Semantic='Primary' "
                + $"Item:Mime='image/jpeg' Item:Padding='{gap}'/></rdf:li>"
            + $"<rdf:li rdf:parseType='Resource'><Container:Item Item:Semantic='GainMap' Item:Mime='image/jpeg' "
            + $"Item:Length='{GainMap.Length}'/></rdf:li>{items}</rdf:Seq></Container:Directory>");
        byte[] picture =
            JpegStreams.With(
            TestImages.Photo(), (0xE1, xmp), (0xE2, Encoding.Latin1.GetBytes(IsoName + "\0\0")), (0xE2, Index(0x030000, 0)));
        return WithIndex([.. picture, .. new byte[gap], .. GainMap, .. behind], picture.Length, (picture.Length + gap, GainMap.Length));
    }

    /// <summary>Two pictures with an index of a type.</summary>
    public static byte[] Pair(uint firstType, uint secondType, byte[] second)
    {
        byte[] picture = JpegStreams.With(TestImages.Photo(), (0xE2, Index(firstType, secondType)));
        return WithIndex([.. picture, .. second], picture.Length, (picture.Length, second.Length));
    }

    public static byte[] Xmp(string attributes, string elements = "") => Encoding.UTF8.GetBytes(
        XmpName
            + $"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
            + $"rdf:about='' {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>");

    /// <summary>The size and the start of each picture that a file's index lists; empty if it has none.</summary>
    public static (uint Type, int Size, int Start)[] Listed(byte[] file)
    {
        int at = file.AsSpan().IndexOf("MPF\0MM"u8);
        if (at < 0) return [];

        int header = at + 4;
        int count = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(header + 10 + 24 + 8 - 12));
        int entries = header + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(header + 10 + 24 + 8));
        return
        [
            .. Enumerable.Range(0, count).Select(i => file.AsSpan(entries + (16 * i)).ToArray()).Select((entry, i) => (
                BinaryPrimitives.ReadUInt32BigEndian(entry) & 0xFFFFFF, BinaryPrimitives.ReadInt32BigEndian(entry.AsSpan(4)),
                BinaryPrimitives.ReadInt32BigEndian(entry.AsSpan(8)) + (i == 0 ? 0 : header))),
        ];
    }

    private static byte[] Index(uint firstType, uint secondType)
    {
        byte[] index =
        [
            .. "MPF\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 3, 0xB0, 0, 0, 7, 0, 0, 0, 4, .. "0100"u8, 0xB0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2,
            0xB0, 2, 0, 7, 0, 0, 0, 32, 0, 0, 0, 50, 0, 0, 0, 0, .. new byte[32],
        ];
        BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(54), firstType);
        BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(70), secondType);
        return index;
    }

    private static byte[] WithIndex(byte[] file, int primary, (int Start, int Size) second)
    {
        int header = file.AsSpan().IndexOf("MPF\0"u8) + 4;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(header + 54), primary);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(header + 70), second.Size);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(header + 74), second.Start - header);
        return file;
    }
}
