using JpegReducer.Imaging.Metadata.Xmp;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>The purpose of a picture after the primary one.</summary>
internal enum SecondaryKind
{
    /// <summary>Extends the primary picture to high dynamic range.</summary>
    GainMap,

    /// <summary>Another view of the scene: stereo, panorama, multi-angle (MPO).</summary>
    View,

    /// <summary>Anything else: previews, depth maps, mattes.</summary>
    Auxiliary,
}

/// <summary>A picture that follows the primary one and is declared in the metadata of the file.</summary>
/// <param name="Kind">Its purpose.</param>
/// <param name="File">Its bytes: a slice of the source.</param>
/// <param name="Start">The offset in the source at which it begins.</param>
internal sealed record SecondaryPicture(SecondaryKind Kind, ReadOnlyMemory<byte> File, int Start)
{
    /// <summary>Its entry in the multi-picture index; −1 if it has none.</summary>
    public int Entry { get; init; } = -1;

    /// <summary>Its item in the XMP directory, if it has one.</summary>
    public ContainerItem? Item { get; init; }

    public int End => Start + File.Length;
}
