namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Pixels in sRGB or gray, 8 bits per sample, interleaved, in row order without padding.</summary>
public sealed class PixelPicture
{
    private const int LargestSide = 65_535;

    /// <summary>Wraps pixels without copying them; they must not change while they are used.</summary>
    /// <param name="samples">Gray samples, or red, green and blue, 0 to 255.</param>
    /// <param name="width">The width in pixels, 1 to 65,535 (T.81, B.2.2).</param>
    /// <param name="height">The height in pixels, 1 to 65,535.</param>
    /// <param name="bands">
    /// 1: gray. 3: color. Transparent pixels have to be blended with a background before: JPEG has no alpha channel.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="width"/>, <paramref name="height"/> or <paramref name="bands"/> is outside its range.
    /// </exception>
    /// <exception cref="ArgumentException">The number of samples is not width × height × bands.</exception>
    public PixelPicture(ReadOnlyMemory<byte> samples, int width, int height, int bands)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, LargestSide);
        if (bands is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(bands), bands, "A picture has one band or three.");
        if (samples.Length != (long)width * height * bands)
            throw new ArgumentException($"{width}×{height} pixels of {bands} samples are not {samples.Length} bytes.", nameof(samples));
        (Samples, Width, Height, Bands) = (samples, width, height, bands);
    }

    /// <summary>The samples of all pixels, interleaved.</summary>
    public ReadOnlyMemory<byte> Samples { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The number of samples per pixel: 1 or 3.</summary>
    public int Bands { get; }

    /// <summary>The samples of one row.</summary>
    internal ReadOnlySpan<byte> Row(int y) => Samples.Span.Slice(y * Width * Bands, Width * Bands);

    /// <summary>Whether all pixels are gray.</summary>
    internal bool IsGray()
    {
        if (Bands == 1) return true;

        ReadOnlySpan<byte> samples = Samples.Span;
        for (int i = 0; i < samples.Length; i += 3)
        {
            if (samples[i] != samples[i + 1] || samples[i] != samples[i + 2]) return false;
        }

        return true;
    }
}
