using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.WebP;

/// <summary>Parses the chunks of a WebP (RFC 9649, section 2).</summary>
internal sealed class WebPHeader : IHeaderReader
{
    private const int MinLength = 30;

    private int _position = RiffChunkReader.FileHeaderLength, _frames;
    private (int Width, int Height)? _size;
    private bool _hasPicture, _isEmpty;

    public HeaderSurvey Read(ReadOnlySpan<byte> bytes)
    {
        RiffChunkReader reader = new(bytes, _position);
        while (!_isEmpty && reader.MoveNext())
        {
            _position = reader.Position;
            if (reader.Type.SequenceEqual("ANMF"u8)) _frames++;
            else if (Size(reader.Type, reader.Data) is { } size) Include(reader.Type, size);
        }

        if (_isEmpty) return HeaderSurvey.Refused(FailureReason.Corrupt, "The WebP has no area.");

        // The chunk in which the data ends may be the picture itself: its first bytes already give the size.
        (int Width, int Height)? found = _size ?? (Size(reader.Type, reader.Data) is { Width: > 0, Height: > 0 } cut ? cut : null);
        if (found is not var (width, height))
        {
            return reader.Truncated || bytes.Length < MinLength
                ? HeaderSurvey.EndsEarly("WebP")
                : HeaderSurvey.Refused(FailureReason.Corrupt, "The WebP contains no picture.");
        }

        return new HeaderSurvey
        {
            Info = new ImageInfo(WebPFormat.Description, width, height) { Frames = Math.Max(1, _frames) },
            Scans = 1,
            Complete = !reader.Truncated && (_hasPicture || _frames > 0),
        };
    }

    private void Include(ReadOnlySpan<byte> type, (int Width, int Height) size)
    {
        _isEmpty = size is { Width: 0 } or { Height: 0 };
        _size ??= size;
        _hasPicture |= !type.SequenceEqual("VP8X"u8);
    }

    private static (int Width, int Height)? Size(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        // Section 2.7: 24 bits each, less one.
        if (type.SequenceEqual("VP8X"u8) && data.Length >= 10) return (1 + ReadUInt24(data[4..]), 1 + ReadUInt24(data[7..]));

        // RFC 6386, section 9.1: 14 bits each, after three bytes of tag and three of start code.
        if (type.SequenceEqual("VP8 "u8) && data.Length >= 10)
        {
            return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
        }

        // Section 3.4: 14 bits each, less one, after the signature 0x2F.
        if (type.SequenceEqual("VP8L"u8) && data.Length >= 5)
        {
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return (1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF));
        }

        return null;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);
}
