using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.WebP;

/// <summary>Walks over the RIFF chunks of a WebP (RFC 9649, section 2).</summary>
internal static class WebPHeader
{
    public static HeaderSurvey Survey(ReadOnlySpan<byte> bytes)
    {
        RiffChunkReader reader = new(bytes);
        ImageInfo? info = null;
        int frames = 0;
        bool picture = false;

        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual("ANMF"u8)) frames++;
            else if (Size(reader.Type, reader.Data) is { } size)
            {
                if (size is { Width: 0 } or { Height: 0 }) return HeaderSurvey.Refused(FailureReason.Corrupt, "The WebP has no area.");

                info ??= new ImageInfo(ImageFormat.WebP, size.Width, size.Height);
                picture |= !reader.Type.SequenceEqual("VP8X"u8);
            }
        }

        // The chunk at which the data ends may be the picture itself: its first bytes still tell the size.
        info ??= Size(reader.Type, reader.Data) is { Width: > 0, Height: > 0 } cut ? new ImageInfo(ImageFormat.WebP, cut.Width, cut.Height) : null;
        if (info is not { } found)
        {
            return reader.Truncated || bytes.Length < 30
                ? HeaderSurvey.EndsEarly("WebP")
                : HeaderSurvey.Refused(FailureReason.Corrupt, "The WebP holds no picture.");
        }

        return new HeaderSurvey
        {
            Info = found with { Frames = Math.Max(1, frames) },
            Scans = 1,
            Complete = !reader.Truncated && (picture || frames > 0),
        };
    }

    private static (int Width, int Height)? Size(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        // Section 2.7: 24 bits each, less one.
        if (type.SequenceEqual("VP8X"u8) && data.Length >= 10) return (1 + ReadUInt24(data[4..]), 1 + ReadUInt24(data[7..]));

        // RFC 6386, section 9.1: behind three bytes of tag and three of start code, 14 bits each.
        if (type.SequenceEqual("VP8 "u8) && data.Length >= 10)
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
        }

        // Section 3.4: behind the signature 0x2F, 14 bits each, less one.
        if (type.SequenceEqual("VP8L"u8) && data.Length >= 5)
        {
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return (1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF));
        }

        return null;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);
}
