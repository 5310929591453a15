namespace JpegReducer.Imaging.Reduction;

/// <summary>An image format as callers know it.</summary>
/// <param name="Name">A short name in lower case, unique and stable: <c>jpeg</c>, <c>png</c>, <c>gif</c>, <c>webp</c>.</param>
/// <param name="MediaType">The media type, as registered by RFC 6838: <c>image/jpeg</c>.</param>
/// <param name="Extension">The usual file extension with its dot: <c>.jpg</c>.</param>
public sealed record FormatInfo(string Name, string MediaType, string Extension)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>What the header of an image file states.</summary>
/// <param name="Format">The format, detected from the bytes and never from the file's name.</param>
/// <param name="Width">Pixels from left to right, as stored (before any orientation).</param>
/// <param name="Height">Pixels from top to bottom, as stored.</param>
public readonly record struct ImageInfo(FormatInfo Format, int Width, int Height)
{
    /// <summary>The number of frames of an animation; 1 for a still image.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>
    /// Samples stored per pixel: for JPEG 1.5 at 4:2:0 and 3 at 4:4:4; for formats that are decoded before they are reduced 4, the maximum.
    /// </summary>
    public float SamplesPerPixel { get; init; } = 4;

    /// <summary>The media type of the format.</summary>
    public string MediaType => Format.MediaType;
}

/// <summary>How similar a result looks to its source.</summary>
/// <param name="Value">SSIMULACRA2: 100 is identical, 90 visually lossless, 70 high, 50 medium quality.</param>
/// <param name="Measured"><see langword="true"/> if decoded pictures were compared; <see langword="false"/> for an estimate.</param>
public readonly record struct FidelityScore(double Value, bool Measured);
