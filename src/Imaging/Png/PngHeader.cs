using System.Buffers.Binary;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Walks over the chunks of a PNG (W3C PNG, third edition).</summary>
internal static class PngHeader
{
    public static HeaderSurvey Survey(ReadOnlySpan<byte> bytes)
    {
        PngChunkReader reader = new(bytes);
        if (!reader.MoveNext()) return HeaderSurvey.EndsEarly("PNG");
        if (reader.Type.SequenceEqual("CgBI"u8)) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "Apple's own variant of PNG (CgBI) is not handled.");

        HeaderSurvey survey = Header(reader.Type, reader.Data);
        if (survey.Failure is not null) return survey;

        int frames = 1;
        bool data = false;
        while (reader.MoveNext())
        {
            data |= reader.Type.SequenceEqual("IDAT"u8);
            // An acTL behind the picture does not make an animation (section 11.3.6.1).
            if (!data && reader.Type.SequenceEqual("acTL"u8) && reader.Data.Length >= 8)
            {
                frames = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(reader.Data), 1, int.MaxValue);
            }

            if (IsUnknownCritical(reader.Type)) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, "The PNG needs a chunk that is not known.");
            if (!reader.Type.SequenceEqual("IEND"u8)) continue;
            if (!data) return HeaderSurvey.Refused(FailureReason.Corrupt, "The PNG ends without a picture.");

            return survey with { Info = survey.Info with { Frames = frames }, Complete = true };
        }

        return reader.Broken && !data
            ? HeaderSurvey.Refused(FailureReason.Corrupt, "A chunk of the PNG has an impossible length.")
            : survey with { Info = survey.Info with { Frames = frames } };
    }

    /// <summary>A chunk without which the picture cannot be shown has a capital as its first letter (section 5.4).</summary>
    private static bool IsUnknownCritical(ReadOnlySpan<byte> type) =>
        type[0] is >= (byte)'A' and <= (byte)'Z'
        && !type.SequenceEqual("IHDR"u8) && !type.SequenceEqual("PLTE"u8) && !type.SequenceEqual("IDAT"u8) && !type.SequenceEqual("IEND"u8);

    private static HeaderSurvey Header(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (!type.SequenceEqual("IHDR"u8) || data.Length != 13) return Corrupt("The PNG does not begin with its header.");

        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return Corrupt("The size of the PNG is impossible.");

        // Table 12: the depths that each color type allows.
        bool allowed = (ColorType: data[9], Depth: data[8]) switch
        {
            { ColorType: 0, Depth: 1 or 2 or 4 or 8 or 16 } => true,
            { ColorType: 3, Depth: 1 or 2 or 4 or 8 } => true,
            { ColorType: 2 or 4 or 6, Depth: 8 or 16 } => true,
            _ => false,
        };
        if (!allowed || data[10] != 0 || data[11] != 0 || data[12] > 1) return Corrupt("The PNG header contradicts itself.");

        return new HeaderSurvey { Info = new ImageInfo(ImageFormat.Png, (int)width, (int)height), Scans = 1 };
    }

    private static HeaderSurvey Corrupt(string detail) => HeaderSurvey.Refused(FailureReason.Corrupt, detail);
}
