using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>Turns a decoder's complaint into an outcome.</summary>
internal static class DecodeFailure
{
    /// <summary>What libjpeg, libspng, nsgif and libwebp say when the data ends too soon.</summary>
    private static readonly string[] EndsEarly = ["premature end", "truncated", "unexpected end", "end of file", "end of data", "out of data", "not enough data"];

    public static ReductionOutcome.Failed Name(VipsException exception) =>
        Array.Exists(EndsEarly, words => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? Truncated
            : new ReductionOutcome.Failed(FailureReason.Corrupt, "The image data is damaged.");

    public static ReductionOutcome.Failed Truncated { get; } = new(FailureReason.Truncated, "The data ends before the image does.");
}
