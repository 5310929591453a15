using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>The memory of formats that are reduced from decoded pixels.</summary>
internal static class DecodedMemory
{
    /// <summary>The decoded source and a decoded result, while quality is measured, and the buffers of libvips for either of them.</summary>
    private const int BytesPerPixel = 16;

    /// <summary>Measuring works on whole rows: those of the metric at all its scales, and bands of both pictures.</summary>
    private const int MeasuringBytesPerColumn = 4_000;

    /// <summary>The peak in bytes, without the files of source and result.</summary>
    public static long Needed(ImageInfo image) => (long)(Pixels(image) * BytesPerPixel) + Measuring(image);

    /// <summary>The memory in bytes to measure a result of this size against its source.</summary>
    public static long Measuring(ImageInfo image) => (long)image.Width * MeasuringBytesPerColumn;

    /// <summary>The pixels of all frames.</summary>
    public static double Pixels(ImageInfo image) => (double)image.Width * image.Height * Math.Max(1, image.Frames);
}
