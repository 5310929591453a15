namespace JpegReducer.Imaging.Reduction;

/// <summary>The image formats that are told apart.</summary>
public enum ImageFormat
{
    /// <summary>ITU-T T.81.</summary>
    Jpeg,

    /// <summary>W3C PNG, animated ones included.</summary>
    Png,

    /// <summary>GIF87a and GIF89a.</summary>
    Gif,

    /// <summary>RFC 9649.</summary>
    WebP,

    /// <summary>AV1 image file format.</summary>
    Avif,

    /// <summary>ISO 32000.</summary>
    Pdf,
}

/// <summary>What a header says about an image.</summary>
/// <param name="Format">The format, told from the bytes and never from the name.</param>
/// <param name="Width">Pixels from left to right, as stored (before any orientation).</param>
/// <param name="Height">Pixels from top to bottom, as stored.</param>
public readonly record struct ImageInfo(ImageFormat Format, int Width, int Height)
{
    /// <summary>How many pictures an animation holds; 1 for a still one.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Samples stored for each pixel, by the header: for JPEG 1.5 at 4:2:0, 3 at 4:4:4. Other formats are decoded to four at most.</summary>
    public float SamplesPerPixel { get; init; } = 4;

    /// <summary>The media type, as RFC 6838 registers it.</summary>
    public string MediaType => Format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        ImageFormat.Gif => "image/gif",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Avif => "image/avif",
        ImageFormat.Pdf => "application/pdf",
        _ => "application/octet-stream",
    };
}

/// <summary>How like its source a result looks.</summary>
/// <param name="Value">SSIMULACRA2: 100 is identical, 90 visually lossless, 70 high, 50 medium quality.</param>
/// <param name="Measured"><see langword="true"/> where decoded pictures were compared; <see langword="false"/> for an estimate.</param>
public readonly record struct FidelityScore(double Value, bool Measured);
