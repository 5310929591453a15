using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>What is to be quantized: coefficients, of a JPEG picture or of pixels.</summary>
/// <param name="Frame">How the components lie.</param>
/// <param name="Components">The components in the order of the frame header.</param>
/// <param name="HasColorDifferences">Whether the second and third are Cb and Cr.</param>
/// <param name="View">The picture as it looks.</param>
internal sealed record PictureSource(FrameHeader Frame, IReadOnlyList<SourceComponent> Components, bool HasColorDifferences, IPictureView View)
{
    /// <summary>Whether the coefficients were never quantized: units are only those of rounding.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether <see cref="View"/> shows the picture: gray, or of luminance and color differences.</summary>
    public bool IsRenderable => HasColorDifferences || Components.Count == 1;

    /// <summary>Decodes the file that the picture is from, as viewers do; <see langword="null"/> where there is none.</summary>
    /// <exception cref="NetVips.VipsException">The decoder finds damage.</exception>
    public Func<CancellationToken, DecodedPicture>? Decode { get; init; }

    /// <summary>What a result carries on.</summary>
    public IReadOnlyList<MetadataSegment> Metadata { get; init; } = [];

    /// <summary>What follows a result.</summary>
    public ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>A JPEG picture, which stays the caller's.</summary>
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

/// <summary>One component of what is to be quantized.</summary>
/// <param name="Plane">Its coefficients.</param>
/// <param name="Steps">What one unit of them means, in zigzag order.</param>
internal sealed record SourceComponent(CoefficientPlane Plane, float[] Steps);
