namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Pixels in sRGB or gray, 8 bits a sample, interleaved, row after row without gaps.</summary>
public sealed class PixelPicture
{
    private const int LargestSide = 65_535;

    /// <summary>Describes pixels that stay where they are, and must not change while they are used.</summary>
    /// <param name="samples">Gray samples, or red, green and blue.</param>
    /// <param name="width">Pixels from left to right, 1 to 65,535 (T.81, B.2.2).</param>
    /// <param name="height">Pixels from top to bottom, 1 to 65,535.</param>
    /// <param name="bands">1: gray. 3: color. What is transparent has to be laid on a background before: JPEG has no alpha.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side or the number of bands is none of these.</exception>
    /// <exception cref="ArgumentException">The number of samples is not that of such a picture.</exception>
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

    /// <summary>The samples of all pixels.</summary>
    public ReadOnlyMemory<byte> Samples { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Samples a pixel: 1 or 3.</summary>
    public int Bands { get; }

    /// <summary>The samples of one row.</summary>
    internal ReadOnlySpan<byte> Row(int y) => Samples.Span.Slice(y * Width * Bands, Width * Bands);

    /// <summary>Whether no pixel has a color.</summary>
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
