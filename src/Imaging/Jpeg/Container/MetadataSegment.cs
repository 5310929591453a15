namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>An APPn or COM segment as it stands in the source.</summary>
/// <param name="Marker">The second byte of the marker.</param>
/// <param name="Content">What follows the length.</param>
internal readonly record struct MetadataSegment(byte Marker, ReadOnlyMemory<byte> Content)
{
    /// <summary>Where in its source the content begins; 0 for a segment that was made.</summary>
    public int Position { get; init; }

    /// <summary>Whether the content begins with a name such as <c>"Exif\0\0"u8</c>.</summary>
    public bool Is(byte marker, ReadOnlySpan<byte> name) => Marker == marker && Content.Span.StartsWith(name);
}
