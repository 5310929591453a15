namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>The size at which pictures are compared: small ones are extended on all sides by repeating the pixels of their edges.</summary>
/// <param name="InnerWidth">The width of the pictures.</param>
/// <param name="InnerHeight">The height of the pictures.</param>
internal readonly record struct PictureFrame(int InnerWidth, int InnerHeight)
{
    /// <summary>The least number of pixels on each side.</summary>
    public const int MinSide = 8;

    /// <summary>The width after extension.</summary>
    public int Width => Math.Max(MinSide, InnerWidth);

    /// <summary>The height after extension.</summary>
    public int Height => Math.Max(MinSide, InnerHeight);

    /// <summary>The number of columns added on the left.</summary>
    public int Left => (Width - InnerWidth) / 2;

    /// <summary>The number of rows added at the top.</summary>
    public int Top => (Height - InnerHeight) / 2;

    /// <summary>The width at half size.</summary>
    public int HalfWidth => (Width + 1) / 2;

    /// <summary>The height at half size.</summary>
    public int HalfHeight => (Height + 1) / 2;

    /// <summary>Whether the pictures are also compared at half size.</summary>
    public bool HasHalf => HalfWidth >= MinSide && HalfHeight >= MinSide;

    /// <summary>The number of steps to the end of <see cref="PictureBands"/> at both sizes.</summary>
    public int BandSteps => HasHalf ? 2 * (HalfHeight + PictureBands.Delay) : Height + PictureBands.Delay;

    /// <summary>The row of the picture for a row after extension.</summary>
    public int InnerRow(int y) => Math.Clamp(y - Top, 0, InnerHeight - 1);
}
