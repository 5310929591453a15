using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>How much memory a reduction needs at its peak, estimated from the header alone, so that callers can reserve it first.</summary>
public static class WorkingMemory
{
    /// <summary>The memory in bytes, without the files of the source and the result.</summary>
    /// <param name="image">What the header states.</param>
    /// <param name="options">The options of the reduction.</param>
    public static long Needed(ImageInfo image, ReductionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ImageFormats.Of(image.Format).WorkingMemory(image, options.Effort);
    }
}
