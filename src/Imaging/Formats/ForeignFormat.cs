using System.Buffers.Binary;

namespace JpegReducer.Imaging.Formats;

/// <summary>Names image formats that are known but not handled, so that a refusal can say what came in.</summary>
internal static class ForeignFormat
{
    /// <summary>The format's name; <see langword="null"/> where the bytes are none of these either.</summary>
    public static string? Name(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "PDF",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "PSD",
        [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "JPEG XL",
        [0xFF, 0x4F, 0xFF, 0x51, ..] or [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] => "JPEG 2000",
        [0, 0, 1 or 2, 0, > 0, 0, ..] => "ICO",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] when bytes.Length >= 12 => IsoMediaBrand(bytes.Slice(8, 4)),
        [(byte)'B', (byte)'M', ..] when IsBitmap(bytes) => "BMP",
        _ => null,
    };

    /// <summary>ISO/IEC 14496-12, 4.3: the major brand says which of the box formats a file is.</summary>
    private static string? IsoMediaBrand(ReadOnlySpan<byte> brand) => brand switch
    {
        [(byte)'a', (byte)'v', (byte)'i', (byte)'f' or (byte)'s'] => "AVIF",
        [(byte)'h', (byte)'e', ..] or [(byte)'m', (byte)'i', (byte)'f', (byte)'1'] or [(byte)'m', (byte)'s', (byte)'f', (byte)'1'] => "HEIF",
        _ => null,
    };

    /// <summary>"BM" alone begins many a text: the size of the header behind it must be one that exists.</summary>
    private static bool IsBitmap(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;
}
