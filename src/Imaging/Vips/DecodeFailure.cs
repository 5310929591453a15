using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>The outcomes of sources that cannot be decoded completely.</summary>
internal static class DecodeFailure
{
    private const int MaxMessageLength = 120;

    /// <summary>The blocks of the file end before the image does.</summary>
    public static ReductionOutcome.Failed Truncated { get; } = new(FailureReason.Truncated, "The data ends before the image does.");

    /// <summary>
    /// The blocks of the file are complete, and yet libvips reported an error: the last line of its message, which contains no paths.
    /// </summary>
    public static ReductionOutcome.Failed Describe(VipsException damage)
    {
        string message = damage.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(string.Empty);
        return new ReductionOutcome.Failed(
            FailureReason.Corrupt, $"The image data is damaged: {message[..Math.Min(message.Length, MaxMessageLength)].TrimEnd('.')}.");
    }
}
