using System.Buffers.Binary;

namespace JpegReducer.Imaging.Metadata;

/// <summary>The one EXIF field that changes how a picture looks: its orientation (CIPA DC-008, 4.6.4).</summary>
internal static class Exif
{
    public const int Upright = 1;

    private const ushort OrientationTag = 0x0112, ByteType = 1, ShortType = 3, LongType = 4;

    private const int EntryLength = 12;

    /// <summary>Finds the orientation in a TIFF structure, which is what EXIF is.</summary>
    /// <returns>1 to 8; 1 also for invalid data, as in viewers.</returns>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (EntryOf(tiff) is not (>= 0 and var at)) return Upright;

        // Some writers use another type than the standard; most readers accept it.
        bool little = tiff[0] == (byte)'I';
        ReadOnlySpan<byte> entry = tiff[at..];
        uint orientation = ReadUInt16(entry[2..], little) switch
        {
            ByteType => entry[8],
            LongType => ReadUInt32(entry[8..], little),
            _ => ReadUInt16(entry[8..], little),
        };
        return orientation is >= 1 and <= 8 ? (int)orientation : Upright;
    }

    /// <summary>A copy whose orientation is 1 (upright).</summary>
    public static byte[] WithoutOrientation(ReadOnlySpan<byte> tiff)
    {
        byte[] copy = tiff.ToArray();
        if (EntryOf(tiff) is not (>= 0 and var entry)) return copy;

        copy.AsSpan(entry + 8, 4).Clear();
        int low = tiff[0] == (byte)'I' ? 0 : ReadUInt16(tiff[(entry + 2)..], little: false) switch { ByteType => 0, LongType => 3, _ => 1 };
        copy[entry + 8 + low] = Upright;
        return copy;
    }

    /// <summary>The smallest TIFF structure that contains only an orientation.</summary>
    public static byte[] OrientationOnly(int orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, // Big-endian, the directory at 8
        0, 1, // One entry:
        OrientationTag >> 8, OrientationTag & 0xFF, 0, (byte)ShortType, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
        0, 0, 0, 0, // No further directory
    ];

    /// <summary>Where the entry of the orientation begins; −1 if there is none.</summary>
    private static int EntryOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return -1;

        bool little = tiff[0] == (byte)'I';
        uint directory = ReadUInt32(tiff[4..], little);
        if (directory > tiff.Length - 2) return -1;

        int entry = (int)directory + 2;
        for (int count = ReadUInt16(tiff[(int)directory..], little); count > 0 && tiff.Length - entry >= EntryLength; count--, entry += EntryLength)
        {
            if (ReadUInt16(tiff[entry..], little) == OrientationTag) return entry;
        }

        return -1;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint ReadUInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
