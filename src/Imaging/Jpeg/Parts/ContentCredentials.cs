using System.Buffers.Binary;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>Finds content credentials (C2PA): JUMBF boxes in APP11 segments (ISO/IEC 19566-5, annex D).</summary>
internal static class ContentCredentials
{
    private const byte App11 = 0xEB;

    /// <summary>
    /// The offset of the superbox after "JP", box number (two bytes) and packet number (four bytes); its header has eight bytes.
    /// </summary>
    private const int BoxAt = 8, ShortHeader = 8, LongHeader = 16;

    // The content type of a C2PA manifest store, which follows the header of the description box.
    private static ReadOnlySpan<byte> ManifestStore =>
        [0x63, 0x32, 0x70, 0x61, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>The segments that contain content credentials.</summary>
    public static HashSet<MetadataSegment> In(IEnumerable<MetadataSegment> metadata)
    {
        MetadataSegment[] boxes = [.. metadata.Where(segment => segment.Is(App11, "JP"u8) && segment.Content.Length > BoxAt + ShortHeader)];
        HashSet<ushort> numbers = [.. boxes.Where(IsManifestStore).Select(Number)];
        return [.. boxes.Where(box => numbers.Contains(Number(box)))];
    }

    // All segments of a box have the same number.
    private static ushort Number(MetadataSegment box) => BinaryPrimitives.ReadUInt16BigEndian(box.Content.Span[2..]);

    private static bool IsManifestStore(MetadataSegment box)
    {
        ReadOnlySpan<byte> content = box.Content.Span[BoxAt..];
        int header = BinaryPrimitives.ReadUInt32BigEndian(content) == 1 ? LongHeader : ShortHeader;
        return content.Length >= header + ShortHeader && content[header..][ShortHeader..].StartsWith(ManifestStore);
    }
}
