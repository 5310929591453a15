using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>What a reduction takes in memory at its peak, told by the header alone, so that whoever runs many can make room before.</summary>
public static class WorkingMemory
{
    /// <summary>For JPEG: two bytes for each coefficient of the source, of chroma at half its resolution, and of the result, and what goes with them.</summary>
    private const int BytesPerSample = 8;

    /// <summary>With more effort as much again: what quantization aims at, and the levels of a round.</summary>
    private const int RefinedBytesPerSample = 14;

    /// <summary>What the metric is looked at through, tile by tile, whatever the picture's size.</summary>
    private const long TileBytes = 160 << 20;

    /// <summary>What a result is measured through, in whole rows: the metric's rows at all sizes, and bands of both pictures.</summary>
    private const int MeasuringBytesPerColumn = 4_000;

    /// <summary>For other formats: the source and a result as they are decoded for measuring, and what libvips holds of either meanwhile.</summary>
    private const int BytesPerPixel = 16;

    /// <summary>The bytes needed besides those of the source's file and the result's.</summary>
    /// <param name="image">What the header says.</param>
    /// <param name="effort">How much time the reduction may take.</param>
    public static long Needed(ImageInfo image, Effort effort)
    {
        double pixels = (double)image.Width * image.Height * Math.Max(1, image.Frames);
        long measuring = (long)image.Width * MeasuringBytesPerColumn;
        if (image.Format != ImageFormat.Jpeg) return (long)(pixels * BytesPerPixel) + measuring;

        double samples = pixels * image.SamplesPerPixel;
        return effort == Effort.Normal
            ? (long)(samples * BytesPerSample) + measuring
            : (long)(samples * RefinedBytesPerSample) + measuring + TileBytes;
    }
}
