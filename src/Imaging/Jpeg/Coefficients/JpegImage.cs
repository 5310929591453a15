using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>One component of a picture: its coefficients and the steps they count.</summary>
/// <param name="Header">What the frame header says of it.</param>
/// <param name="Plane">The quantized coefficients.</param>
/// <param name="Steps">The 64 quantization steps in zigzag order, 1 to 65,535.</param>
internal sealed record JpegComponent(FrameComponent Header, CoefficientPlane Plane, ushort[] Steps);

/// <summary>A JPEG picture as its quantized coefficients, with all that stood beside them in the file.</summary>
internal sealed class JpegImage(FrameHeader frame, JpegComponent[] components) : IDisposable
{
    public FrameHeader Frame { get; } = frame;

    /// <summary>The components in the order of the frame header.</summary>
    public IReadOnlyList<JpegComponent> Components { get; } = components;

    /// <summary>APPn and COM segments in their order; slices of the source.</summary>
    public required IReadOnlyList<MetadataSegment> Metadata { get; init; }

    /// <summary>What follows the picture's end: further pictures of an MPO file, a gain map, or junk; a slice of the source.</summary>
    public ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>Where in the source the picture ends and <see cref="Trailer"/> begins.</summary>
    public int End { get; init; }

    /// <summary>
    /// The lowest bit that the source knows of each coefficient of each component in zigzag order, −1 where none; <see langword="null"/>
    /// for a picture whose coefficients are complete. Decoders smooth the others.
    /// </summary>
    public IReadOnlyList<sbyte[]>? Accuracy { get; init; }

    /// <summary>How many scans the source had.</summary>
    public required int Scans { get; init; }

    /// <summary>The same picture, which stays this one's to dispose, with other metadata and nothing behind it.</summary>
    public JpegImage With(IReadOnlyList<MetadataSegment> metadata) => new(Frame, [.. Components]) { Metadata = metadata, Scans = Scans, Accuracy = Accuracy };

    public void Dispose()
    {
        foreach (JpegComponent component in Components) component.Plane.Dispose();
    }
}
