using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Walks over the marker segments of a JPEG (T.81, annex B).</summary>
internal static class JpegHeader
{
    public static HeaderSurvey Survey(ReadOnlySpan<byte> bytes)
    {
        HeaderSurvey survey = default;
        bool framed = false;
        bool stray = false;
        int scans = 0, expected = 2;
        JpegSegmentReader reader = new(bytes);

        while (reader.MoveNext())
        {
            JpegSegment segment = reader.Current;
            stray |= scans == 0 && segment.Start != expected;
            expected = segment.Start + segment.Length;
            if (segment.Marker == JpegMarker.EndOfImage)
            {
                return framed && scans > 0
                    ? survey with { Scans = scans, Complete = true, HasStrayBytes = stray }
                    : HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG ends without a picture.");
            }

            if (segment.Marker == JpegMarker.StartOfScan)
            {
                if (!framed) return HeaderSurvey.Refused(FailureReason.Corrupt, "A scan comes before the frame header.");

                scans++;
            }
            else if (JpegMarker.IsStartOfFrame(segment.Marker))
            {
                // Whether a picture stands before it is for the decoder to say.
                if (scans > 0) return survey with { Scans = scans };
                if (framed) return HeaderSurvey.Refused(FailureReason.Corrupt, "The JPEG holds two frame headers.");

                survey = Frame(segment.Marker, reader.Payload);
                if (survey.Failure is not null) return survey;

                framed = true;
            }
        }

        if (framed) return survey with { Scans = scans };
        return reader.Broken
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

        (int samples, int mostAcross, int mostDown) = (0, 1, 1);
        for (int component = 0; component < frame[5]; component++)
        {
            byte sampling = frame[7 + (3 * component)];
            if (sampling >> 4 is < 1 or > 4 || (sampling & 15) is < 1 or > 4)
            {
                return HeaderSurvey.Refused(FailureReason.Corrupt, "A sampling factor of the JPEG is outside 1 to 4.");
            }

            samples += (sampling >> 4) * (sampling & 15);
            (mostAcross, mostDown) = (Math.Max(mostAcross, sampling >> 4), Math.Max(mostDown, sampling & 15));
        }

        // The factors of a single component say nothing (T.81, A.2.2).
        float samplesPerPixel = frame[5] == 1 ? 1 : samples / (float)(mostAcross * mostDown);
        return new HeaderSurvey { Info = new ImageInfo(ImageFormat.Jpeg, width, height) { SamplesPerPixel = samplesPerPixel } };
    }

    /// <summary>T.81, table B.1: the processes no browser decodes; <see langword="null"/> for those that all do.</summary>
    private static string? Variant(byte marker) => marker switch
    {
        0xC0 or 0xC1 or 0xC2 => null,
        0xC3 => "Lossless",
        0xC5 or 0xC6 or 0xC7 => "Hierarchical",
        0xF7 => "LS",
        _ => "Arithmetic-coded",
    };
}
