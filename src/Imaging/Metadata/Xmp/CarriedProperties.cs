using System.Xml.Linq;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Metadata.Xmp;

/// <summary>What an XMP packet leaves in a reduction that does not keep all metadata.</summary>
internal static class CarriedProperties
{
    private static readonly XName Orientation = XmpNamespaces.Tiff + "Orientation";

    /// <summary>
    /// The orientation, and under <see cref="MetadataPolicy.Rights"/> what states rights. The orientation stays in XMP: viewers
    /// that turn a picture by it go on doing so, and browsers, which do not read XMP, do not start to.
    /// </summary>
    /// <returns>A minimal packet; <see langword="null"/> where nothing stays.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> xmp, MetadataPolicy policy)
    {
        if (XmpPacket.TryRead(xmp) is not { } packet) return null;

        bool isTurned = packet.Value(Orientation) is { } value && value.Trim() is not "1";
        return packet.Select(property => (isTurned && property == Orientation) || (policy == MetadataPolicy.Rights && XmpPacket.IsRights(property)));
    }
}
