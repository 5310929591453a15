using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>How a component's samples lie under the picture's pixels (T.81, A.1.1).</summary>
/// <param name="Width">Samples across.</param>
/// <param name="Height">Samples down.</param>
/// <param name="Across">The relation of pixels to samples across.</param>
/// <param name="Down">The relation down.</param>
internal readonly record struct ComponentGeometry(int Width, int Height, SampleRatio Across, SampleRatio Down)
{
    /// <summary>Decoders repeat the samples of narrower components instead of mixing them.</summary>
    private const int MinMixedWidth = 3;

    /// <summary>Whether neighbours across are mixed.</summary>
    public bool MixesAcross => Across.IsHalf && Width >= MinMixedWidth && (Down.IsHalf || Down.IsWhole);

    /// <summary>Whether neighbours down are mixed.</summary>
    public bool MixesDown => Down.IsHalf && (Across.IsWhole || MixesAcross);

    public static ComponentGeometry Of(FrameHeader frame, FrameComponent component)
    {
        SampleRatio across = new(component.Horizontal, frame.MaxHorizontal);
        SampleRatio down = new(component.Vertical, frame.MaxVertical);
        return new ComponentGeometry(across.Count(frame.Width), down.Count(frame.Height), across, down);
    }
}

/// <summary>So many samples to so many pixels.</summary>
internal readonly record struct SampleRatio(int Samples, int Pixels)
{
    /// <summary>A sample to two pixels: decoders mix neighbours then, a quarter of the farther one, instead of repeating.</summary>
    public bool IsHalf => 2 * Samples == Pixels;

    /// <summary>A sample to each pixel.</summary>
    public bool IsWhole => Samples == Pixels;

    /// <summary>The sample under a pixel.</summary>
    public int At(int pixel) => pixel * Samples / Pixels;

    /// <summary>How many samples so many pixels have.</summary>
    public int Count(int pixels) => ((pixels * Samples) + Pixels - 1) / Pixels;

    /// <summary>The farther sample that a pixel is mixed from; at the picture's edge the nearer one.</summary>
    public static int Beside(int pixel, int count) => Math.Clamp((pixel / 2) + ((pixel & 1) == 0 ? -1 : 1), 0, count - 1);
}
