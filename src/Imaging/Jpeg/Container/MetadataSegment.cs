namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>An APPn or COM segment.</summary>
/// <param name="Marker">The second byte of the marker.</param>
/// <param name="Content">The bytes after the length.</param>
internal readonly record struct MetadataSegment(byte Marker, ReadOnlyMemory<byte> Content)
{
    /// <summary>The offset of the content in its source; 0 for a new segment.</summary>
    public int Position { get; init; }

    /// <summary>Whether the content begins with a name, for example <c>"Exif\0\0"u8</c>.</summary>
    public bool Is(byte marker, ReadOnlySpan<byte> name) => Marker == marker && Content.Span.StartsWith(name);
}
