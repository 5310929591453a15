using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Vips;

/// <summary>The outcomes of sources whose pixels cannot all be decoded.</summary>
internal static class DecodeFailure
{
    /// <summary>The file's own blocks do not reach its end.</summary>
    public static ReductionOutcome.Failed Truncated { get; } = new(FailureReason.Truncated, "The data ends before the image does.");

    /// <summary>The file's blocks are all there, and yet a decoder complained.</summary>
    public static ReductionOutcome.Failed Corrupt { get; } = new(FailureReason.Corrupt, "The image data is damaged.");
}
