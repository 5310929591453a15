using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Reads format, size and completeness of a JPEG from its marker segments (T.81, annex B), without decoding.</summary>
internal sealed class JpegHeader : IHeaderReader
{
    private const int SignatureLength = 2, MarkerLength = 2;

    private HeaderSurvey _frame = new();
    private HeaderSurvey? _final;
    private bool _hasFrame, _hasStrayBytes, _hasExif;
    private int _position = SignatureLength, _expected = SignatureLength, _scans, _orientation = Exif.Upright;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private HeaderSurvey Found => _frame with { Scans = _scans, Orientation = _orientation };

    public HeaderSurvey Read(ReadOnlySpan<byte> bytes)
    {
        if (_final is { } known) return known;

        SegmentReader reader = new(bytes) { Position = _position };
        while (reader.TryReadNext(out MarkerSegment segment))
        {
            _final = Include(segment, bytes[segment.Content]);
            if (_final is { } found) return found;
        }

        _position = StartOfCutMarker(bytes, reader.Position);
        if (_hasFrame) return Found;
        return reader.IsAtInvalidLength
            ? HeaderSurvey.Refused(FailureReason.Corrupt, "A marker segment of the JPEG has an invalid length.")
            : HeaderSurvey.EndsEarly("JPEG");
    }

    /// <summary>Where to continue: at the marker whose segment is cut off, or at a last byte that may begin one.</summary>
    private static int StartOfCutMarker(ReadOnlySpan<byte> bytes, int end)
    {
        if (end < bytes.Length) return end - MarkerLength;
        if (bytes[^1] == Marker.Prefix) return bytes.Length - 1;
        return bytes[^MarkerLength] == Marker.Prefix ? bytes.Length - MarkerLength : bytes.Length;
    }

    /// <summary>Takes up a segment.</summary>
    /// <returns>The result, where no further segment can change it.</returns>
    private HeaderSurvey? Include(MarkerSegment segment, ReadOnlySpan<byte> payload)
    {
        _hasStrayBytes |= _scans == 0 && segment.Start != _expected;
        _expected = segment.End;
        switch (segment.Marker)
        {
            case Marker.EndOfImage:
                return _hasFrame && _scans > 0
                    ? Found with { Complete = true, HasStrayBytes = _hasStrayBytes }
                    : HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG ends without a picture.");
            case Marker.StartOfScan:
                if (!_hasFrame) return HeaderSurvey.Refused(FailureReason.Corrupt, "A scan comes before the frame header.");

                _scans++;
                return null;
            case Marker.App1 when !_hasExif && _scans == 0 && payload.StartsWith(ExifName):
                _hasExif = true;
                _orientation = Exif.Orientation(payload[ExifName.Length..]);
                return null;
            case var frame when Marker.IsFrame(frame) || frame == Marker.JpegLs:
                // The decoder decides whether there is a picture before it.
                if (_scans > 0) return Found;
                if (_hasFrame) return HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG holds two frame headers.");

                _frame = Frame(frame, payload);
                _hasFrame = true;
                return _frame.Failure is null ? null : _frame;
            default:
                return null;
        }
    }

    /// <summary>Reads a frame header (T.81, B.2.2).</summary>
    private static HeaderSurvey Frame(byte marker, ReadOnlySpan<byte> frame)
    {
        if (Variant(marker) is { } variant) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"{variant} JPEG is not handled.");
        if (frame.Length < 6 || frame.Length < 6 + (3 * frame[5]))
            return HeaderSurvey.Refused(FailureReason.Corrupt, "The frame header is too short.");
        if (frame[0] != 8) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"JPEG with {frame[0]} bits a sample is not handled.");

        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        if (height == 0) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "JPEG whose height follows the picture (DNL) is not handled.");
        if (width == 0) return HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG is 0 pixels wide.");
        if (frame[5] is not (1 or 3 or 4))
            return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"JPEG of {frame[5]} components is not handled.");

        (int samples, int maxHorizontal, int maxVertical) = (0, 1, 1);
        for (int component = 0; component < frame[5]; component++)
        {
            byte sampling = frame[7 + (3 * component)];
            if (sampling >> 4 is < 1 or > 4 || (sampling & 15) is < 1 or > 4)
            {
                return HeaderSurvey.Refused(FailureReason.Corrupt, "A sampling factor of the JPEG is outside 1 to 4.");
            }

            samples += (sampling >> 4) * (sampling & 15);
            (maxHorizontal, maxVertical) = (Math.Max(maxHorizontal, sampling >> 4), Math.Max(maxVertical, sampling & 15));
        }

        // The sampling factors of a single component have no effect (T.81, A.2.2).
        float samplesPerPixel = frame[5] == 1 ? 1 : samples / (float)(maxHorizontal * maxVertical);
        return new HeaderSurvey { Info = new ImageInfo(JpegDescription.Info, width, height) { SamplesPerPixel = samplesPerPixel } };
    }

    /// <summary>The name of a process that no browser decodes (T.81, table B.1); <see langword="null"/> for those that all decode.</summary>
    private static string? Variant(byte marker) => marker switch
    {
        Marker.Baseline or Marker.ExtendedSequential or Marker.Progressive => null,
        0xC3 => "Lossless",
        0xC5 or 0xC6 or 0xC7 => "Hierarchical",
        Marker.JpegLs => "LS",
        _ => "Arithmetic-coded",
    };
}
