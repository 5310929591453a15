namespace JpegReducer.Imaging.Fidelity;

/// <summary>Decoded pixels in sRGB (IEC 61966-2-1), 8 bits a sample, interleaved, row after row without gaps.</summary>
public readonly ref struct RgbPicture
{
    /// <summary>Describes pixels that stay where they are.</summary>
    /// <param name="pixels">The samples: red, green, blue and, with <paramref name="hasAlpha"/>, alpha (not premultiplied; 255 is opaque).</param>
    /// <param name="width">Pixels from left to right, at least 1.</param>
    /// <param name="height">Pixels from top to bottom, at least 1.</param>
    /// <param name="hasAlpha">Whether a pixel has four samples rather than three.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    /// <exception cref="ArgumentException">The number of samples is not that of such a picture.</exception>
    public RgbPicture(ReadOnlySpan<byte> pixels, int width, int height, bool hasAlpha = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Pixels = pixels;
        Width = width;
        Height = height;
        HasAlpha = hasAlpha;
        if (pixels.Length != (long)width * height * Samples)
            throw new ArgumentException($"{width}×{height} pixels of {Samples} samples are not {pixels.Length} bytes.", nameof(pixels));
    }

    /// <summary>The samples of all pixels.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Whether each pixel ends in an alpha sample.</summary>
    public bool HasAlpha { get; }

    /// <summary>How many samples a pixel has: 3 or 4.</summary>
    internal int Samples => HasAlpha ? 4 : 3;

    /// <summary>The samples of one row.</summary>
    internal ReadOnlySpan<byte> Row(int y) => Pixels.Slice(y * Width * Samples, Width * Samples);
}
