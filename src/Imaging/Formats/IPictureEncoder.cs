using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>Encodes decoded pictures, whatever format they came in.</summary>
internal interface IPictureEncoder
{
    /// <summary>The peak of memory in bytes for a picture whose header states this, its decoded samples included.</summary>
    long WorkingMemory(ImageInfo image);

    /// <summary>Why the format cannot store a picture as the options demand, in one sentence; <see langword="null"/> where it can.</summary>
    string? Refuse(SourcePicture picture, ReductionOptions options);

    /// <summary>Encodes a picture that was not refused, at the quality that the options promise.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">The quality and what metadata stays.</param>
    /// <param name="limit">The size in bytes that a result must be below.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The smallest file found; <see langword="null"/> where none is below the limit.</returns>
    Candidate? Encode(SourcePicture picture, ReductionOptions options, int limit, CancellationToken cancellationToken);
}
