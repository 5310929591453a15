using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Compares a header with the limits.</summary>
internal static class LimitCheck
{
    /// <summary>The failure; <see langword="null"/> where the image is within all limits.</summary>
    public static ReductionOutcome.Failed? Refuse(HeaderSurvey survey, ReductionLimits limits)
    {
        ImageInfo info = survey.Info;
        long pixels = (long)info.Width * info.Height;

        if (Math.Max(info.Width, info.Height) > limits.MaxSide)
        {
            return TooLarge($"A side of {Math.Max(info.Width, info.Height)} pixels is longer than the limit of {limits.MaxSide}.");
        }

        if (info.Frames > limits.MaxFrames) return TooLarge($"{info.Frames} frames are more than the limit of {limits.MaxFrames}.");
        if (survey.Scans > limits.MaxScans) return TooLarge($"{survey.Scans} scans are more than the limit of {limits.MaxScans}.");
        if (survey.StoredPixels > limits.MaxPixels)
            return TooLarge($"{survey.StoredPixels} pixels in all frames are more than the limit of {limits.MaxPixels}.");

        // Divided, because the product of three header fields may not fit any integer.
        return pixels > limits.MaxPixels / info.Frames
            ? TooLarge($"{info.Width} x {info.Height} pixels in {info.Frames} frame(s) are more than the limit of {limits.MaxPixels}.")
            : null;
    }

    private static ReductionOutcome.Failed TooLarge(string detail) => new(FailureReason.TooLarge, detail);
}
