using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>One component of a picture: its quantized coefficients and their steps.</summary>
/// <param name="Header">The component's entry in the frame header.</param>
/// <param name="Plane">The quantized coefficients.</param>
/// <param name="Steps">The 64 quantization steps in zigzag order, 1 to 65,535.</param>
internal sealed record JpegComponent(FrameComponent Header, CoefficientPlane Plane, ushort[] Steps);

/// <summary>A JPEG picture as its quantized coefficients, with the metadata of its file.</summary>
internal sealed class JpegImage(FrameHeader frame, JpegComponent[] components) : IDisposable
{
    public FrameHeader Frame { get; } = frame;

    /// <summary>The components in the order of the frame header.</summary>
    public IReadOnlyList<JpegComponent> Components { get; } = components;

    /// <summary>APPn and COM segments in file order; slices of the source.</summary>
    public required IReadOnlyList<MetadataSegment> Metadata { get; init; }

    /// <summary>The data after the picture: further pictures of an MPO file, a gain map, or stray bytes; a slice of the source.</summary>
    public ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>The offset in the source at which the picture ends and <see cref="Trailer"/> begins.</summary>
    public int End { get; init; }

    /// <summary>
    /// The lowest bit that the source contains of each coefficient of each component in zigzag order, −1 if none; <see langword="null"/>
    /// if the coefficients are complete. Decoders smooth incomplete ones.
    /// </summary>
    public IReadOnlyList<sbyte[]>? Accuracy { get; init; }

    /// <summary>The number of scans of the source.</summary>
    public required int Scans { get; init; }

    /// <summary>The same picture with other metadata and no trailer; the planes remain owned by this one.</summary>
    public JpegImage With(IReadOnlyList<MetadataSegment> metadata) =>
        new(Frame, [.. Components]) { Metadata = metadata, Scans = Scans, Accuracy = Accuracy };

    public void Dispose()
    {
        foreach (JpegComponent component in Components) component.Plane.Dispose();
    }
}
