using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Leaves out the extensions that no frame depends on (GIF89a, sections 24 to 26).</summary>
internal static class GifMetadata
{
    private const byte Trailer = 0x3B, Introducer = 0x21, ImageSeparator = 0x2C, CommentLabel = 0xFE, ApplicationLabel = 0xFF;

    /// <summary>Whether the file holds comments, XMP or any other application's words.</summary>
    public static bool HasAny(ReadOnlySpan<byte> gif) => Filter(gif, MetadataPolicy.Strip).Length < Filter(gif, MetadataPolicy.Keep).Length;

    /// <summary>Copies a complete file up to its trailer, with or without such extensions.</summary>
    public static byte[] Filter(ReadOnlySpan<byte> gif, MetadataPolicy policy)
    {
        using MemoryStream file = new(gif.Length);
        int position = 13 + ColourTableBytes(gif[10]);
        file.Write(gif[..position]);

        while (position < gif.Length && gif[position] is Introducer or ImageSeparator)
        {
            int head = gif[position] == Introducer ? 2 : 10 + ColourTableBytes(gif[position + 9]) + 1;
            int end = EndOfSubBlocks(gif, position + head);
            if (policy == MetadataPolicy.Keep || !IsMetadata(gif[position..end])) file.Write(gif[position..end]);

            position = end;
        }

        file.WriteByte(Trailer);
        return file.ToArray();
    }

    private static bool IsMetadata(ReadOnlySpan<byte> block) => block switch
    {
        [Introducer, CommentLabel, ..] => true,
        // The loop count lives in one of these two, by the same rules.
        [Introducer, ApplicationLabel, 11, .. var rest] => !rest.StartsWith("NETSCAPE2.0"u8) && !rest.StartsWith("ANIMEXTS1.0"u8),
        _ => false,
    };

    private static int ColourTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int EndOfSubBlocks(ReadOnlySpan<byte> gif, int position)
    {
        while (position < gif.Length && gif[position] != 0) position += 1 + gif[position];
        return Math.Min(gif.Length, position + 1);
    }
}
