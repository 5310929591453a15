using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>What the blocks of a file state, found without decoding a pixel.</summary>
internal readonly record struct HeaderSurvey()
{
    /// <summary>Format and size; valid only where <see cref="Failure"/> is <see langword="null"/>.</summary>
    public ImageInfo Info { get; init; }

    /// <summary>Why the bytes are refused; <see langword="null"/> where they are not.</summary>
    public ReductionOutcome.Failed? Failure { get; init; }

    /// <summary>Whether the reader reached the place where the format says that the image ends.</summary>
    public bool Complete { get; init; }

    /// <summary>The number of passes of a decoder over the picture: the SOS markers of a JPEG, otherwise 1.</summary>
    public int Scans { get; init; }

    /// <summary>Pixels in the stored frames of an animation, where these may be larger than the picture; otherwise 0.</summary>
    public long StoredPixels { get; init; }

    /// <summary>The EXIF orientation, 1 to 8, where the reader looks for it; otherwise 1.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Whether bytes that belong to no segment of a JPEG lie between its segments; viewers skip them.</summary>
    public bool HasStrayBytes { get; init; }

    /// <summary>Width and height as a viewer shows them, orientation applied.</summary>
    public (int Width, int Height) DisplayedSize => Orientation >= 5 ? (Info.Height, Info.Width) : (Info.Width, Info.Height);

    public static HeaderSurvey Refused(FailureReason reason, string detail) =>
        new() { Failure = new ReductionOutcome.Failed(reason, detail) };

    public static HeaderSurvey EndsEarly(string format) =>
        Refused(FailureReason.Truncated, $"The data ends inside the {format} header.");
}
