using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>The outcomes of sources whose pixels cannot all be decoded.</summary>
internal static class DecodeFailure
{
    private const int LongestComplaint = 120;

    /// <summary>The file's own blocks do not reach its end.</summary>
    public static ReductionOutcome.Failed Truncated { get; } = new(FailureReason.Truncated, "The data ends before the image does.");

    /// <summary>The file's blocks are all there, and yet a decoder complained: in words that hold nothing but the complaint.</summary>
    public static ReductionOutcome.Failed Name(VipsException damage)
    {
        string complaint = damage.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(string.Empty);
        return new ReductionOutcome.Failed(
            FailureReason.Corrupt, $"The image data is damaged: {complaint[..Math.Min(complaint.Length, LongestComplaint)].TrimEnd('.')}.");
    }
}
