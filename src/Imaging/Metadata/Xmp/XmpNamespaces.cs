using System.Xml.Linq;

namespace JpegReducer.Imaging.Metadata.Xmp;

/// <summary>The XML namespaces that are recognized in XMP packets.</summary>
internal static class XmpNamespaces
{
    public static XNamespace Meta { get; } = "adobe:ns:meta/";

    public static XNamespace Rdf { get; } = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    public static XNamespace DublinCore { get; } = "http://purl.org/dc/elements/1.1/";

    public static XNamespace DublinCoreTerms { get; } = "http://purl.org/dc/terms/";

    public static XNamespace Rights { get; } = "http://ns.adobe.com/xap/1.0/rights/";

    public static XNamespace Plus { get; } = "http://ns.useplus.org/ldf/xmp/1.0/";

    public static XNamespace CreativeCommons { get; } = "http://creativecommons.org/ns#";

    public static XNamespace Photoshop { get; } = "http://ns.adobe.com/photoshop/1.0/";

    public static XNamespace IptcExtension { get; } = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    public static XNamespace Tiff { get; } = "http://ns.adobe.com/tiff/1.0/";

    public static XNamespace XmpNote { get; } = "http://ns.adobe.com/xmp/note/";

    /// <summary>Adobe's and Google's gain maps (Ultra HDR).</summary>
    public static XNamespace GainMap { get; } = "http://ns.adobe.com/hdr-gain-map/1.0/";

    public static XNamespace Container { get; } = "http://ns.google.com/photos/1.0/container/";

    public static XNamespace ContainerItem { get; } = "http://ns.google.com/photos/1.0/container/item/";

    /// <summary>Motion photos.</summary>
    public static XNamespace Camera { get; } = "http://ns.google.com/photos/1.0/camera/";

    public static XNamespace AppleGainMap { get; } = "http://ns.apple.com/HDRGainMap/1.0/";

    public static XNamespace ApplePixels { get; } = "http://ns.apple.com/pixeldatainfo/1.0/";
}
