using System.Diagnostics.CodeAnalysis;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Png;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.WebP;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Tells what an image is from its bytes alone, before any library sees them.</summary>
public static class ImageHeader
{
    /// <summary>Reads format and size from the beginning of a file, or from all of it.</summary>
    /// <param name="head">The first bytes. 256 KiB are enough for all but a few files with very long metadata.</param>
    /// <param name="info">Format and size. Frames that lie beyond <paramref name="head"/> are not counted.</param>
    /// <param name="failure">
    /// Why these bytes are refused. <see cref="FailureReason.Truncated"/> means that <paramref name="head"/> ends inside
    /// the header: more bytes may change the answer, for every other reason they will not.
    /// </param>
    /// <returns><see langword="true"/> for an image of a kind that can be reduced.</returns>
    public static bool TryIdentify(
        ReadOnlySpan<byte> head, out ImageInfo info, [NotNullWhen(false)] out ReductionOutcome.Failed? failure)
    {
        HeaderSurvey survey = Survey(head);
        info = survey.Info;
        failure = survey.Failure;
        return failure is null;
    }

    /// <summary>Walks over as much of a file as <paramref name="bytes"/> hold.</summary>
    internal static HeaderSurvey Survey(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => HeaderSurvey.Refused(FailureReason.Empty, "The file holds no bytes."),
        [0xFF, 0xD8, 0xFF, ..] => JpegHeader.Survey(bytes),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngHeader.Survey(bytes),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => GifHeader.Survey(bytes),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebPHeader.Survey(bytes),
        _ => ForeignFormat.Name(bytes) is { } name
            ? HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"{name} is not handled.")
            : IsBeginningOfKnown(bytes)
                ? HeaderSurvey.EndsEarly("file")
                : HeaderSurvey.Refused(FailureReason.NotAnImage, "The bytes are not an image of a known kind."),
    };

    /// <summary>Whether these few bytes may still become one of the signatures above.</summary>
    private static bool IsBeginningOfKnown(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 12
        && (IsPrefix(bytes, [0xFF, 0xD8, 0xFF])
            || IsPrefix(bytes, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            || IsPrefix(bytes, "GIF89a"u8)
            || IsPrefix(bytes, "GIF87a"u8)
            || IsPrefix(bytes[..Math.Min(4, bytes.Length)], "RIFF"u8));

    private static bool IsPrefix(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => signature.StartsWith(bytes);
}
