using System.Xml.Linq;
using JpegReducer.Imaging.Metadata.Xmp;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Metadata;

/// <summary>
/// The metadata of a source for its picture in another format, which is upright and has no further pictures.
/// </summary>
internal static class PictureMetadata
{
    /// <summary>The EXIF data.</summary>
    /// <param name="tiff">That of the source.</param>
    /// <param name="policy">What is kept.</param>
    /// <returns>A TIFF structure; empty if nothing is kept.</returns>
    public static byte[] ChooseExif(ReadOnlySpan<byte> tiff, MetadataPolicy policy)
    {
        if (tiff.IsEmpty) return [];

        byte[] upright = Exif.WithoutOrientation(tiff);
        return policy == MetadataPolicy.Keep
            ? upright
            : ExifEssentials.Select(upright, ExifNeeds.ColorSpace | (policy == MetadataPolicy.Rights ? ExifNeeds.Rights : 0)) ?? [];
    }

    /// <summary>The XMP packet.</summary>
    /// <param name="xmp">That of the source.</param>
    /// <param name="policy">What is kept.</param>
    /// <returns>A packet; empty if nothing is kept.</returns>
    public static byte[] ChooseXmp(ReadOnlySpan<byte> xmp, MetadataPolicy policy)
    {
        if (XmpPacket.TryRead(xmp) is not { } packet) return policy == MetadataPolicy.Keep ? xmp.ToArray() : [];

        bool changed = packet.Remove(BelongsToFile);
        return policy switch
        {
            MetadataPolicy.Keep => changed ? packet.ToBytes() : xmp.ToArray(),
            MetadataPolicy.Rights => packet.Select(XmpPacket.IsRights) ?? [],
            _ => [],
        };
    }

    /// <summary>Orientation, which is applied, and gain maps and motion videos, which are not in the new file.</summary>
    private static bool BelongsToFile(XName property) =>
        property == XmpNamespaces.Tiff + "Orientation"
        || property.Namespace == XmpNamespaces.GainMap
        || property.Namespace == XmpNamespaces.AppleGainMap || property.Namespace == XmpNamespaces.ApplePixels
        || property.Namespace == XmpNamespaces.Container || property.Namespace == XmpNamespaces.Camera;
}
