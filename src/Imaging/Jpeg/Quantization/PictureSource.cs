using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>A picture to be quantized: coefficients of a JPEG file, or of pixels.</summary>
/// <param name="Frame">The frame header.</param>
/// <param name="Components">The components in the order of the frame header.</param>
/// <param name="HasColorDifferences">Whether the second and third are Cb and Cr.</param>
/// <param name="View">Renders the picture.</param>
internal sealed record PictureSource(FrameHeader Frame, IReadOnlyList<SourceComponent> Components, bool HasColorDifferences, IPictureView View)
{
    /// <summary>Whether the coefficients were never quantized, only rounded.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether <see cref="View"/> renders the picture correctly: gray, or luminance and color differences.</summary>
    public bool IsRenderable => HasColorDifferences || Components.Count == 1;

    /// <summary>Decodes the source file as viewers do; <see langword="null"/> if there is none.</summary>
    /// <exception cref="NetVips.VipsException">The file is damaged.</exception>
    public Func<CancellationToken, DecodedPicture>? Decode { get; init; }

    /// <summary>The metadata of a result.</summary>
    public IReadOnlyList<MetadataSegment> Metadata { get; init; } = [];

    /// <summary>The data after the picture of a result.</summary>
    public ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>A JPEG picture, owned by the caller.</summary>
    public static PictureSource Of(JpegImage image) => new(
        image.Frame,
        [.. image.Components.Select(component => new SourceComponent(component.Plane, Array.ConvertAll(component.Steps, step => (float)step)))],
        ColorModel.HasColorDifferences(image),
        new PictureRenderer(image.Frame, [.. image.Components.Select(component => (component.Plane, component.Steps))]))
    {
        Metadata = image.Metadata,
        Trailer = image.Trailer,
    };
}

/// <summary>One component to be quantized.</summary>
/// <param name="Plane">Its coefficients.</param>
/// <param name="Steps">Their quantization steps in zigzag order.</param>
internal sealed record SourceComponent(CoefficientPlane Plane, float[] Steps);
