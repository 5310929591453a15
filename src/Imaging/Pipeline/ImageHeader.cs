using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>
/// The header of one image file, read from its first bytes before any decoding library sees them. Passed on to
/// <see cref="Reducer"/> together with the whole file, it continues where the first bytes ended: nothing is parsed twice.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ImageHeader
{
    private IHeaderReader? _reader;
    private int _length = -1;

    /// <summary>A header of which nothing has been read.</summary>
    internal ImageHeader()
    {
    }

    /// <summary>
    /// Format and size; <see langword="null"/> where there is a <see cref="Failure"/>. Frames beyond the bytes read are not counted.
    /// </summary>
    public ImageInfo? Info => Survey.Failure is null ? Survey.Info : null;

    /// <summary>
    /// Why the bytes are refused; <see langword="null"/> where they are not. With <see cref="FailureReason.Truncated"/> they end
    /// inside the header, and more bytes may change the result; with any other reason they will not.
    /// </summary>
    public ReductionOutcome.Failed? Failure => Survey.Failure;

    /// <summary>The format's module, where it was detected.</summary>
    internal IImageFormat? Format { get; private set; }

    /// <summary>What was read so far.</summary>
    internal HeaderSurvey Survey { get; private set; } = HeaderSurvey.Refused(FailureReason.Empty, "The file has no bytes.");

    /// <summary>Detects the format of a file from its bytes and reads its header.</summary>
    /// <param name="head">The file or its beginning. 256 KiB are enough for all but a few files with very long metadata.</param>
    public static ImageHeader Read(ReadOnlySpan<byte> head)
    {
        ImageHeader header = new();
        header.ReadOn(head);
        return header;
    }

    /// <summary>Reads on, where there are more bytes than before.</summary>
    /// <param name="bytes">The same file from its beginning.</param>
    internal HeaderSurvey ReadOn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= _length) return Survey;

        _length = bytes.Length;
        if (Format is null && ImageFormats.Detect(bytes) is { } format) (Format, _reader) = (format, format.OpenHeader());
        return Survey = _reader?.Read(bytes) ?? Unknown(bytes);
    }

    private static HeaderSurvey Unknown(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return HeaderSurvey.Refused(FailureReason.Empty, "The file has no bytes.");
        if (ForeignFormat.Name(bytes) is { } name) return HeaderSurvey.Refused(FailureReason.UnsupportedFormat, $"{name} is not handled.");

        return ImageFormats.MayDetect(bytes)
            ? HeaderSurvey.EndsEarly("file")
            : HeaderSurvey.Refused(FailureReason.NotAnImage, "The bytes are not an image of a known kind.");
    }
}
