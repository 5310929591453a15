using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>What a walk over a file's own blocks found, without decoding a pixel.</summary>
internal readonly record struct HeaderSurvey
{
    /// <summary>The format and size; meaningful only where <see cref="Failure"/> is <see langword="null"/>.</summary>
    public ImageInfo Info { get; init; }

    /// <summary>Why the bytes are refused; <see langword="null"/> where they are not.</summary>
    public ReductionOutcome.Failed? Failure { get; init; }

    /// <summary>Whether the walk reached the place where the format says that the image ends.</summary>
    public bool Complete { get; init; }

    /// <summary>Passes over the picture that a decoder would make: the SOS markers of a JPEG, otherwise 1.</summary>
    public int Scans { get; init; }

    /// <summary>Pixels in the frames of an animation as they are stored, where these may be larger than the picture; otherwise 0.</summary>
    public long StoredPixels { get; init; }

    /// <summary>Whether bytes that belong to nothing stand between the segments of a JPEG; viewers pass over them.</summary>
    public bool HasStrayBytes { get; init; }

    public static HeaderSurvey Refused(FailureReason reason, string detail) =>
        new() { Failure = new ReductionOutcome.Failed(reason, detail) };

    public static HeaderSurvey EndsEarly(string format) =>
        Refused(FailureReason.Truncated, $"The data ends inside the {format} header.");
}
