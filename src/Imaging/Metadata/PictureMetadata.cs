using System.Xml.Linq;
using JpegReducer.Imaging.Metadata.Xmp;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Metadata;

/// <summary>
/// What of a source's metadata describes its picture in another format, where it is upright and has no further pictures beside it.
/// </summary>
internal static class PictureMetadata
{
    /// <summary>The EXIF data.</summary>
    /// <param name="tiff">That of the source.</param>
    /// <param name="policy">What stays.</param>
    /// <returns>A TIFF structure; empty where nothing stays.</returns>
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
    /// <param name="policy">What stays.</param>
    /// <returns>A packet; empty where nothing stays.</returns>
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

    /// <summary>Orientation, gain maps and motion videos: they are applied, or not in the new file.</summary>
    private static bool BelongsToFile(XName property) =>
        property == XmpNamespaces.Tiff + "Orientation"
        || property.Namespace == XmpNamespaces.GainMap
        || property.Namespace == XmpNamespaces.AppleGainMap || property.Namespace == XmpNamespaces.ApplePixels
        || property.Namespace == XmpNamespaces.Container || property.Namespace == XmpNamespaces.Camera;
}
