namespace JpegReducer.Imaging.Fidelity;

/// <summary>Decoded pixels in sRGB (IEC 61966-2-1), 8 bits per sample, interleaved, in row order without padding.</summary>
public readonly ref struct RgbPicture
{
    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="pixels">
    /// The samples: red, green, blue and, with <paramref name="hasAlpha"/>, alpha (not premultiplied; 255 is opaque).
    /// </param>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="hasAlpha">Whether a pixel has four samples instead of three.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> or <paramref name="height"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The number of samples is not width × height × samples per pixel.</exception>
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

    /// <summary>The samples of all pixels, interleaved.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether each pixel has an alpha sample.</summary>
    public bool HasAlpha { get; }

    /// <summary>The number of samples per pixel: 3 or 4.</summary>
    internal int Samples => HasAlpha ? 4 : 3;

    /// <summary>The samples of one row.</summary>
    internal ReadOnlySpan<byte> Row(int y) => Pixels.Slice(y * Width * Samples, Width * Samples);
}
