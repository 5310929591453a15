using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>How much memory a reduction needs at its peak, estimated from the header alone, so that callers can reserve it first.</summary>
public static class WorkingMemory
{
    /// <summary>The memory in bytes, without the files of the source and the result.</summary>
    /// <param name="image">What the header states.</param>
    /// <param name="options">The options of the reduction.</param>
    /// <exception cref="ArgumentException">An output has a format that pictures cannot be encoded in.</exception>
    public static long Needed(ImageInfo image, ReductionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long needed = ImageFormats.Of(image.Format).WorkingMemory(image, options.Effort);
        foreach (OutputRequest output in options.Outputs)
        {
            // Outputs are made one after another; what the main result needed may not have been collected yet.
            IPictureEncoder encoder = ImageFormats.EncoderOf(output);
            if (output.Format != image.Format.Name) needed += encoder.WorkingMemory(image);
        }

        return needed;
    }
}
