using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Reads format, size and completeness of a JPEG from its marker segments (T.81, annex B), without decoding.</summary>
internal static class JpegHeader
{
    private const int SignatureLength = 2;

    /// <summary>Surveys as much of a file as is given.</summary>
    /// <param name="bytes">The beginning of a file, or all of it; begins with SOI.</param>
    public static HeaderSurvey Survey(ReadOnlySpan<byte> bytes)
    {
        HeaderSurvey survey = default;
        bool framed = false;
        bool stray = false;
        int scans = 0, expected = SignatureLength;
        SegmentReader reader = new(bytes) { Position = SignatureLength };

        while (reader.TryReadNext(out MarkerSegment segment))
        {
            stray |= scans == 0 && segment.Start != expected;
            expected = segment.End;
            if (segment.Marker == Marker.EndOfImage)
            {
                return framed && scans > 0
                    ? survey with { Scans = scans, Complete = true, HasStrayBytes = stray }
                    : HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG ends without a picture.");
            }

            if (segment.Marker == Marker.StartOfScan)
            {
                if (!framed) return HeaderSurvey.Refused(FailureReason.Corrupt, "A scan comes before the frame header.");

                scans++;
            }
            else if (Marker.IsFrame(segment.Marker) || segment.Marker == Marker.JpegLs)
            {
                // Whether the scans before it form a picture is decided by the decoder.
                if (scans > 0) return survey with { Scans = scans };
                if (framed) return HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG holds two frame headers.");

                survey = Frame(segment.Marker, bytes[segment.Content]);
                if (survey.Failure is not null) return survey;

                framed = true;
            }
        }

        if (framed) return survey with { Scans = scans };
        return reader.IsAtInvalidLength
            ? HeaderSurvey.Refused(FailureReason.Corrupt, "A marker segment of the JPEG has an impossible length.")
            : HeaderSurvey.EndsEarly("JPEG");
    }

    /// <summary>Reads a frame header (T.81, B.2.2).</summary>
    private static HeaderSurvey Frame(byte marker, ReadOnlySpan<byte> frame)
    {
        if (Variant(marker) is { } variant) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"{variant} JPEG is not handled.");
        if (frame.Length < 6 || frame.Length < 6 + (3 * frame[5])) return HeaderSurvey.Refused(FailureReason.Corrupt, "The frame header is too short.");
        if (frame[0] != 8) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"JPEG with {frame[0]} bits a sample is not handled.");

        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        if (height == 0) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "JPEG whose height stands behind the picture (DNL) is not handled.");
        if (width == 0) return HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG is 0 pixels wide.");
        if (frame[5] is not (1 or 3 or 4)) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"JPEG of {frame[5]} components is not handled.");

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
        return new HeaderSurvey { Info = new ImageInfo(ImageFormat.Jpeg, width, height) { SamplesPerPixel = samplesPerPixel } };
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
