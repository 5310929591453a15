using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>The position of a component's samples relative to the picture's pixels (T.81, A.1.1).</summary>
/// <param name="Width">Samples across.</param>
/// <param name="Height">Samples down.</param>
/// <param name="Across">The horizontal ratio of samples to pixels.</param>
/// <param name="Down">The vertical ratio of samples to pixels.</param>
internal readonly record struct ComponentGeometry(int Width, int Height, SampleRatio Across, SampleRatio Down)
{
    /// <summary>Decoders replicate the samples of narrower components instead of interpolating.</summary>
    private const int MinInterpolatedWidth = 3;

    /// <summary>Whether decoders interpolate horizontally (libjpeg's fancy upsampling).</summary>
    public bool InterpolatesAcross => Across.IsHalf && Width >= MinInterpolatedWidth && (Down.IsHalf || Down.IsWhole);

    /// <summary>Whether decoders interpolate vertically.</summary>
    public bool InterpolatesDown => Down.IsHalf && (Across.IsWhole || InterpolatesAcross);

    public static ComponentGeometry Of(FrameHeader frame, FrameComponent component)
    {
        SampleRatio across = new(component.Horizontal, frame.MaxHorizontal);
        SampleRatio down = new(component.Vertical, frame.MaxVertical);
        return new ComponentGeometry(across.Count(frame.Width), down.Count(frame.Height), across, down);
    }
}

/// <summary>A ratio of samples to pixels.</summary>
internal readonly record struct SampleRatio(int Samples, int Pixels)
{
    /// <summary>One sample for two pixels: decoders interpolate with weights 3/4 and 1/4 instead of replicating.</summary>
    public bool IsHalf => 2 * Samples == Pixels;

    /// <summary>One sample for each pixel.</summary>
    public bool IsWhole => Samples == Pixels;

    /// <summary>The sample that covers a pixel.</summary>
    public int At(int pixel) => pixel * Samples / Pixels;

    /// <summary>The number of samples for a number of pixels.</summary>
    public int Count(int pixels) => ((pixels * Samples) + Pixels - 1) / Pixels;

    /// <summary>The farther sample from which a pixel is interpolated; at the picture's edge the nearer one.</summary>
    public static int NeighborAt(int pixel, int count) => Math.Clamp((pixel / 2) + ((pixel & 1) == 0 ? -1 : 1), 0, count - 1);
}
