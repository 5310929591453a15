using System.Xml.Linq;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Metadata.Xmp;

/// <summary>The properties of an XMP packet that are kept if not all metadata is.</summary>
internal static class XmpFilter
{
    private static readonly XName Orientation = XmpNamespaces.Tiff + "Orientation";

    /// <summary>
    /// The orientation and, under <see cref="MetadataPolicy.Rights"/>, what states rights. The orientation stays in XMP: viewers
    /// that apply it still do, and browsers, which do not read XMP, still do not.
    /// </summary>
    /// <returns>A minimal packet; <see langword="null"/> if nothing is kept.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> xmp, MetadataPolicy policy)
    {
        if (XmpPacket.TryRead(xmp) is not { } packet) return null;

        bool isTurned = packet.Value(Orientation) is { } value && value.Trim() is not "1";
        return packet.Select(property => (isTurned && property == Orientation) || (policy == MetadataPolicy.Rights && XmpPacket.IsRights(property)));
    }
}
