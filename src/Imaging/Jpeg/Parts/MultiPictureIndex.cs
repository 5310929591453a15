using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>One picture of an MPF index (CIPA DC-007, 5.2.3.3).</summary>
/// <param name="Attribute">Flags, format and type.</param>
/// <param name="Size">The length in bytes.</param>
/// <param name="Offset">The offset of the picture from the TIFF header of the index; 0 for the first picture.</param>
internal readonly record struct MultiPictureEntry(uint Attribute, uint Size, uint Offset)
{
    /// <summary>
    /// The type code: 0x01 large thumbnail, 0x02 view of a scene, 0x03 primary, 0x05 gain map; its highest byte of three.
    /// </summary>
    public int Kind => (int)(Attribute >> 16) & 0xFF;
}

/// <summary>The MP Index IFD of an APP2 segment (CIPA DC-007, 5.2).</summary>
internal sealed class MultiPictureIndex
{
    private const ushort CountTag = 0xB001, EntryTag = 0xB002;
    private const int EntryLength = 16, MaxEntries = 64, HeaderLength = 8;

    private readonly byte[] _content;
    private readonly bool _isLittle;
    private readonly int _entriesAt;
    private readonly bool _isConsistent;

    private MultiPictureIndex(byte[] content, bool isLittle, int entriesAt, MultiPictureEntry[] entries, bool isConsistent) =>
        (_content, _isLittle, _entriesAt, Entries, _isConsistent) = (content, isLittle, entriesAt, entries, isConsistent);

    /// <summary>The name at the beginning of the segment's content; offsets count from its end.</summary>
    public static ReadOnlySpan<byte> Name => "MPF\0"u8;

    public IReadOnlyList<MultiPictureEntry> Entries { get; }

    /// <summary>Parses an index.</summary>
    /// <param name="content">The segment's content, with its name.</param>
    public static MultiPictureIndex? TryRead(ReadOnlySpan<byte> content)
    {
        if (content.Length < Name.Length + HeaderLength + 2) return null;

        ReadOnlySpan<byte> tiff = content[Name.Length..];
        bool little = tiff[0] == (byte)'I';
        uint directory = ReadUInt32(tiff[4..], little);
        if (directory > tiff.Length - 2) return null;

        uint count = 0;
        ReadOnlySpan<byte> fields = tiff[((int)directory + 2)..];
        for (int left = ReadUInt16(tiff[(int)directory..], little); left > 0 && fields.Length >= 12; left--, fields = fields[12..])
        {
            if (ReadUInt16(fields, little) == CountTag) count = ReadUInt32(fields[8..], little);
            if (ReadUInt16(fields, little) != EntryTag) continue;

            uint length = ReadUInt32(fields[4..], little);
            uint at = ReadUInt32(fields[8..], little);
            if (length is 0 or > MaxEntries * EntryLength || length % EntryLength != 0 || at > tiff.Length || length > tiff.Length - at) return null;

            MultiPictureEntry[] entries = new MultiPictureEntry[length / EntryLength];
            for (int i = 0; i < entries.Length; i++)
            {
                ReadOnlySpan<byte> entry = tiff[((int)at + (i * EntryLength))..];
                entries[i] = new(ReadUInt32(entry, little), ReadUInt32(entry[4..], little), ReadUInt32(entry[8..], little));
            }

            bool isConsistent = count == entries.Length && (tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8));
            return new MultiPictureIndex(content.ToArray(), little, Name.Length + (int)at, entries, isConsistent);
        }

        return null;
    }

    /// <summary>The index of a selection of its pictures, with sizes and offsets not yet set.</summary>
    /// <param name="kept">Their entries in the index, with the first one.</param>
    public byte[] Of(IReadOnlyList<int> kept)
    {
        if (kept.Count == Entries.Count && _isConsistent) return [.. _content];

        // Other tags of the index may refer to pictures that are left out.
        byte[] content =
        [
            .. Name, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, HeaderLength,
            0, 3,
            0xB0, 0x00, 0, 7, 0, 0, 0, 4, .. "0100"u8,
            0xB0, 0x01, 0, 4, 0, 0, 0, 1, 0, 0, 0, (byte)kept.Count,
            0xB0, 0x02, 0, 7, 0, 0, 0, 0, 0, 0, 0, HeaderLength + 2 + 36 + 4,
            0, 0, 0, 0,
            .. new byte[kept.Count * EntryLength],
        ];
        int at = content.Length - (kept.Count * EntryLength);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(at - 12), kept.Count * EntryLength);
        for (int i = 0; i < kept.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(at + (i * EntryLength)), Entries[kept[i]].Attribute & ~DependencyFlags);
        return content;
    }

    /// <summary>Sets sizes and offsets in the content of a segment.</summary>
    public static void Set(Span<byte> content, IReadOnlyList<(long Size, long Offset)> pictures)
    {
        MultiPictureIndex index = TryRead(content) ?? throw new InvalidOperationException("The index that was written cannot be read.");
        for (int i = 0; i < pictures.Count; i++)
        {
            Span<byte> entry = content[(index._entriesAt + (i * EntryLength))..];
            Write(entry[4..], (uint)pictures[i].Size, index._isLittle);
            Write(entry[8..], (uint)pictures[i].Offset, index._isLittle);
        }
    }

    // Bits 31 and 30 mark entries that depend on others, whose numbers change.
    private const uint DependencyFlags = 0xC0000000;

    private static ushort ReadUInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint ReadUInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);

    private static void Write(Span<byte> data, uint value, bool little)
    {
        if (little) BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        else BinaryPrimitives.WriteUInt32BigEndian(data, value);
    }
}
