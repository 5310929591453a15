using System.Buffers.Binary;

namespace JpegReducer.Imaging.Metadata;

/// <summary>The one EXIF field that changes how a picture looks: its orientation (CIPA DC-008, 4.6.4).</summary>
internal static class Exif
{
    public const int Upright = 1;

    private const ushort OrientationTag = 0x0112, ByteType = 1, ShortType = 3, LongType = 4;

    /// <summary>Finds the orientation in a TIFF structure, which is what EXIF is.</summary>
    /// <returns>1 to 8; 1 also for data that makes no sense, as viewers have it.</returns>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return Upright;

        bool little = tiff[0] == (byte)'I';
        uint directory = ReadUInt32(tiff[4..], little);
        if (directory > tiff.Length - 2) return Upright;

        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        for (int count = ReadUInt16(tiff[(int)directory..], little); count > 0 && entries.Length >= 12; count--, entries = entries[12..])
        {
            if (ReadUInt16(entries, little) != OrientationTag) continue;

            // Some writers use another type than the standard's; most readers take its value all the same.
            uint orientation = ReadUInt16(entries[2..], little) switch
            {
                ByteType => entries[8],
                LongType => ReadUInt32(entries[8..], little),
                _ => ReadUInt16(entries[8..], little),
            };
            return orientation is >= 1 and <= 8 ? (int)orientation : Upright;
        }

        return Upright;
    }

    /// <summary>The smallest TIFF structure that says nothing but an orientation.</summary>
    public static byte[] OrientationOnly(int orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, // Big-endian, the directory at 8
        0, 1, // One entry:
        OrientationTag >> 8, OrientationTag & 0xFF, 0, (byte)ShortType, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
        0, 0, 0, 0, // No further directory
    ];

    private static ushort ReadUInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint ReadUInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
