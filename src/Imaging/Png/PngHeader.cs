using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Parses the chunks of a PNG (W3C PNG, third edition).</summary>
internal sealed class PngHeader : IHeaderReader
{
    private int _position = PngChunkReader.SignatureLength;
    private HeaderSurvey? _header, _final;
    private int _frames = 1;
    private bool _hasData;

    public HeaderSurvey Read(ReadOnlySpan<byte> bytes)
    {
        if (_final is { } known) return known;

        PngChunkReader reader = new(bytes, _position);
        while (reader.MoveNext())
        {
            _position = reader.Position;
            if (_header is null) ReadHeader(reader.Type, reader.Data);
            else ReadChunk(reader.Type, reader.Data);

            if (_final is { } found) return found;
        }

        if (_header is not { } header) return HeaderSurvey.EndsEarly("PNG");

        return reader.Broken && !_hasData
            ? Corrupt("A chunk of the PNG has an invalid length.")
            : header with { Info = header.Info with { Frames = _frames } };
    }

    private void ReadChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        _hasData |= type.SequenceEqual("IDAT"u8);

        // An acTL after the picture does not declare an animation (section 11.3.6.1).
        if (!_hasData && type.SequenceEqual("acTL"u8) && data.Length >= 8)
            _frames = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(data), 1, int.MaxValue);

        if (IsUnknownCritical(type))
        {
            _final = HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "The PNG requires an unknown chunk.");
        }
        else if (type.SequenceEqual("IEND"u8))
        {
            HeaderSurvey header = _header!.Value;
            _final = _hasData ? header with { Info = header.Info with { Frames = _frames }, Complete = true }
                : Corrupt("The PNG ends without a picture.");
        }
    }

    /// <summary>A chunk without which the picture cannot be shown has a capital as its first letter (section 5.4).</summary>
    private static bool IsUnknownCritical(ReadOnlySpan<byte> type) =>
        type[0] is >= (byte)'A' and <= (byte)'Z'
        && !type.SequenceEqual("IHDR"u8) && !type.SequenceEqual("PLTE"u8) && !type.SequenceEqual("IDAT"u8) && !type.SequenceEqual("IEND"u8);

    private void ReadHeader(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        HeaderSurvey header = type.SequenceEqual("CgBI"u8)
            ? HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "Apple's variant of PNG (CgBI) is not supported.")
            : Header(type, data);
        if (header.Failure is null) _header = header;
        else _final = header;
    }

    private static HeaderSurvey Header(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (!type.SequenceEqual("IHDR"u8) || data.Length != 13) return Corrupt("The PNG does not begin with its header.");

        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return Corrupt("The size of the PNG is invalid.");

        // Table 12: the depths that each color type allows.
        bool allowed = (ColorType: data[9], Depth: data[8]) switch
        {
            { ColorType: 0, Depth: 1 or 2 or 4 or 8 or 16 } => true,
            { ColorType: 3, Depth: 1 or 2 or 4 or 8 } => true,
            { ColorType: 2 or 4 or 6, Depth: 8 or 16 } => true,
            _ => false,
        };
        if (!allowed || data[10] != 0 || data[11] != 0 || data[12] > 1) return Corrupt("The PNG header is invalid.");

        return new HeaderSurvey { Info = new ImageInfo(PngFormat.Description, (int)width, (int)height), Scans = 1 };
    }

    private static HeaderSurvey Corrupt(string detail) => HeaderSurvey.Refused(FailureReason.Corrupt, detail);
}
