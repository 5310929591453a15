using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Walks over the blocks of a GIF (GIF89a specification, section 13 onwards).</summary>
internal static class GifHeader
{
    private const byte Extension = 0x21, ImageDescriptor = 0x2C, Trailer = 0x3B;

    public static HeaderSurvey Survey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13) return HeaderSurvey.EndsEarly("GIF");

        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        int position = 13 + ColorTableBytes(bytes[10]);
        int frames = 0;
        long storedPixels = 0;

        while (position < bytes.Length && bytes[position] is Extension or ImageDescriptor)
        {
            if (bytes[position] == Extension)
            {
                position = SkipSubBlocks(bytes, position + 2);
                continue;
            }

            if (bytes.Length - position < 10)
            {
                position = bytes.Length + 1;
                break;
            }

            // Some writers leave the screen empty: then the first picture is the screen.
            width = width == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(position + 5)..]) : width;
            height = height == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(position + 7)..]) : height;
            storedPixels += (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(position + 5)..]) * BinaryPrimitives.ReadUInt16LittleEndian(bytes[(position + 7)..]);
            frames++;
            position = SkipSubBlocks(bytes, position + 10 + ColorTableBytes(bytes[position + 9]) + 1);
        }

        if (frames == 0)
        {
            return position < bytes.Length
                ? HeaderSurvey.Refused(FailureReason.Corrupt, "The GIF ends without a picture.")
                : HeaderSurvey.EndsEarly("GIF");
        }

        if (width == 0 || height == 0) return HeaderSurvey.Refused(FailureReason.Corrupt, "The GIF has no area.");

        return new HeaderSurvey
        {
            Info = new ImageInfo(ImageFormat.Gif, width, height) { Frames = frames },
            Scans = 1,
            StoredPixels = storedPixels,
            // Something else in the trailer's place, zeros mostly, costs no frame; nothing there may mean that more are missing.
            Complete = position < bytes.Length,
        };
    }

    private static int ColorTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The place behind the block terminator; beyond the end where it is missing.</summary>
    private static int SkipSubBlocks(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length)
        {
            int length = bytes[position];
            position += 1 + length;
            if (length == 0) return position;
        }

        return bytes.Length + 1;
    }
}
