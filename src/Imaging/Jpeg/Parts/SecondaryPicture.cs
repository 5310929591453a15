using JpegReducer.Imaging.Metadata.Xmp;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>What a picture behind the primary one is for.</summary>
internal enum SecondaryKind
{
    /// <summary>What takes the primary to high dynamic range.</summary>
    GainMap,

    /// <summary>Another view of the scene: stereo, panorama, multi-angle (MPO).</summary>
    View,

    /// <summary>Anything else: previews, depth maps, mattes.</summary>
    Auxiliary,
}

/// <summary>A picture that stands behind the primary one and is announced before it.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="File">Its bytes: a slice of the source.</param>
/// <param name="Start">Where in the source it begins.</param>
internal sealed record SecondaryPicture(SecondaryKind Kind, ReadOnlyMemory<byte> File, int Start)
{
    /// <summary>Its place in the multi-picture index; −1 where that does not list it.</summary>
    public int Entry { get; init; } = -1;

    /// <summary>Its item in the XMP directory, where that lists it.</summary>
    public ContainerItem? Item { get; init; }

    public int End => Start + File.Length;
}
