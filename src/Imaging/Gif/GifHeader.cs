using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Parses the blocks of a GIF (GIF89a specification, section 13 onwards).</summary>
internal sealed class GifHeader : IHeaderReader
{
    private const byte Extension = 0x21, ImageDescriptor = 0x2C;

    private int _position, _width, _height, _frames;
    private long _storedPixels;

    public HeaderSurvey Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < GifFile.HeaderLength) return HeaderSurvey.EndsEarly("GIF");

        if (_position == 0)
        {
            _width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
            _height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
            _position = GifFile.HeaderLength + GifFile.TableLength(bytes[10]);
        }

        while (_position < bytes.Length && bytes[_position] is Extension or ImageDescriptor)
        {
            ReadOnlySpan<byte> descriptor = bytes[_position] == ImageDescriptor ? bytes[_position..] : [];
            if (descriptor.Length is > 0 and < 10) return Found(endsInBlock: true);

            int end = SkipSubBlocks(bytes, _position + (descriptor.IsEmpty ? 2 : 10 + GifFile.TableLength(descriptor[9]) + 1));
            if (end > bytes.Length) return descriptor.IsEmpty ? Found(endsInBlock: true) : FoundWith(descriptor);

            _position = end;
            if (!descriptor.IsEmpty) (_width, _height, _frames, _storedPixels) = With(descriptor);
        }

        return Found(endsInBlock: _position >= bytes.Length);
    }

    /// <summary>The totals, the frame of a descriptor included.</summary>
    private (int Width, int Height, int Frames, long StoredPixels) With(ReadOnlySpan<byte> descriptor)
    {
        int width = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[5..]), height = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[7..]);

        // Some writers state a screen of size zero: then the first picture is the screen.
        return (_width == 0 ? width : _width, _height == 0 ? height : _height, _frames + 1, _storedPixels + ((long)width * height));
    }

    private HeaderSurvey Found(bool endsInBlock) => Survey((_width, _height, _frames, _storedPixels), endsInBlock);

    /// <summary>The last frame is incomplete; it is read again when there are more bytes.</summary>
    private HeaderSurvey FoundWith(ReadOnlySpan<byte> descriptor) => Survey(With(descriptor), endsInBlock: true);

    private static HeaderSurvey Survey((int Width, int Height, int Frames, long StoredPixels) totals, bool endsInBlock)
    {
        if (totals.Frames == 0)
            return endsInBlock ? HeaderSurvey.EndsEarly("GIF")
                : HeaderSurvey.Refused(FailureReason.Corrupt, "The GIF ends without a picture.");
        if (totals.Width == 0 || totals.Height == 0) return HeaderSurvey.Refused(FailureReason.Corrupt, "The GIF has no area.");

        return new HeaderSurvey
        {
            Info = new ImageInfo(GifFormat.Description, totals.Width, totals.Height) { Frames = totals.Frames },
            Scans = 1,
            StoredPixels = totals.StoredPixels,

            // Any other byte instead of the trailer, usually zero, means that no frame is lost; if there is no byte, frames may be missing.
            Complete = !endsInBlock,
        };
    }

    /// <summary>The position after the block terminator; beyond the end of the bytes if it is missing.</summary>
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
