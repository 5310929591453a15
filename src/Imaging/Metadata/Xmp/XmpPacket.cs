using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace JpegReducer.Imaging.Metadata.Xmp;

/// <summary>An XMP packet (ISO 16684-1): RDF whose top-level properties can be filtered.</summary>
/// <remarks>Parsed without DTDs and within limits of size and depth; what exceeds them, or is not RDF, is rejected.</remarks>
internal sealed class XmpPacket
{
    /// <summary>A packet in a JPEG segment has at most 64 KiB; those of other formats may be longer.</summary>
    private const int MaxBytes = 1 << 20;

    private const int MaxDepth = 64;

    private const string PacketStart = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>";
    private const string PacketEnd = "<?xpacket end=\"w\"?>";

    private static readonly XName About = XmpNamespaces.Rdf + "about";

    private readonly XDocument _document;
    private readonly XElement _rdf;

    private XmpPacket(XDocument document, XElement rdf) => (_document, _rdf) = (document, rdf);

    /// <summary>The XML below <c>rdf:RDF</c>, to be changed in place.</summary>
    public XElement Rdf => _rdf;

    /// <summary>Reads a packet.</summary>
    /// <param name="packet">The packet in the encoding that its XML declares, with or without its wrapper.</param>
    /// <returns><see langword="null"/> if it cannot be parsed.</returns>
    public static XmpPacket? TryRead(ReadOnlySpan<byte> packet)
    {
        packet = packet.TrimEnd((byte)0).TrimStart((byte)0);
        if (packet.IsEmpty || packet.Length > MaxBytes) return null;

        byte[] bytes = packet.ToArray();
        try
        {
            // Trees are copied and written recursively, so that the depth is checked before one is built.
            using (XmlReader depth = Open(bytes))
            {
                while (depth.Read())
                {
                    if (depth.Depth > MaxDepth) return null;
                }
            }

            using XmlReader reader = Open(bytes);
            XDocument document = XDocument.Load(reader);
            XElement? rdf = document.Root?.DescendantsAndSelf(XmpNamespaces.Rdf + "RDF").FirstOrDefault();
            return rdf is null ? null : new XmpPacket(document, rdf);
        }
        catch (Exception unreadable) when (unreadable is XmlException or DecoderFallbackException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The part of a packet that states who created a picture and how it may be used: creator, copyright, licence, credit and
    /// IPTC digital source type.
    /// </summary>
    /// <param name="packet">The packet in the encoding that its XML declares, with or without its wrapper.</param>
    /// <returns>A minimal packet in UTF-8; <see langword="null"/> if there is none of these, or the packet cannot be parsed.</returns>
    public static byte[]? RightsOnly(ReadOnlySpan<byte> packet) => TryRead(packet)?.Select(IsRights);

    /// <summary>Whether a property states who created a picture or how it may be used.</summary>
    public static bool IsRights(XName property) =>
        property.Namespace == XmpNamespaces.Rights
        || property.Namespace == XmpNamespaces.Plus
        || property.Namespace == XmpNamespaces.CreativeCommons
        || (property.Namespace == XmpNamespaces.DublinCore && property.LocalName is "creator" or "rights")
        || (property.Namespace == XmpNamespaces.DublinCoreTerms && property.LocalName is "license" or "rights" or "rightsHolder")
        || (property.Namespace == XmpNamespaces.Photoshop && property.LocalName is "Credit")
        || (property.Namespace == XmpNamespaces.IptcExtension && property.LocalName is "DigitalSourceType")
        || (property.Namespace == XmpNamespaces.Tiff && property.LocalName is "Artist" or "Copyright");

    /// <summary>The value of a simple property.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    public string? Value(XName property) =>
        Descriptions.Select(description => description.Attribute(property)?.Value ?? description.Element(property)?.Value)
            .FirstOrDefault(value => value is not null);

    /// <summary>Whether any top-level property satisfies a condition.</summary>
    public bool HasAny(Func<XName, bool> condition) =>
        Descriptions.Any(
            description =>
            Properties(description).Any(attribute => condition(attribute.Name))
            || description.Elements().Any(element => condition(element.Name)));

    /// <summary>Removes the top-level properties that satisfy a condition.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Remove(Func<XName, bool> condition)
    {
        List<XAttribute> attributes = [.. Descriptions.SelectMany(Properties).Where(attribute => condition(attribute.Name))];
        List<XElement> elements = [.. Descriptions.SelectMany(description => description.Elements()).Where(element => condition(element.Name))];
        attributes.ForEach(attribute => attribute.Remove());
        elements.ForEach(element => element.Remove());
        foreach (XNamespace left in attributes.Select(attribute => attribute.Name.Namespace)
            .Concat(elements.Select(element => element.Name.Namespace)).Distinct().ToArray())
            RemoveUnusedDeclarations(left);
        return attributes.Count + elements.Count > 0;
    }

    /// <summary>A minimal packet of the top-level properties that satisfy a condition.</summary>
    /// <returns>UTF-8; <see langword="null"/> if none does.</returns>
    public byte[]? Select(Func<XName, bool> condition)
    {
        if (!HasAny(condition)) return null;

        XElement chosen = new(XmpNamespaces.Rdf + "Description", new XAttribute(About, string.Empty));
        foreach (XElement description in Descriptions)
        {
            // A duplicate property is invalid in RDF; the first one counts, as it does for readers.
            foreach (XAttribute property in Properties(description)
                .Where(property => condition(property.Name) && chosen.Attribute(property.Name) is null))
                chosen.Add(new XAttribute(property));
            foreach (XElement property in description.Elements().Where(property => condition(property.Name) && chosen.Element(property.Name) is null))
                chosen.Add(new XElement(property));
        }

        XElement root = new(
            XmpNamespaces.Meta + "xmpmeta",
            new XAttribute(XNamespace.Xmlns + "x", XmpNamespaces.Meta.NamespaceName),
            new XElement(XmpNamespaces.Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", XmpNamespaces.Rdf.NamespaceName), chosen));
        DeclareNamespaces(chosen);
        return Wrap(root.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>Serializes the whole packet.</summary>
    public byte[] ToBytes() => Wrap(_document.Root!.ToString(SaveOptions.DisableFormatting));

    // Some readers search for the name of a namespace only.
    private void RemoveUnusedDeclarations(XNamespace space)
    {
        if (_document.Descendants()
            .Any(element => element.Name.Namespace == space || element.Attributes().Any(attribute => attribute.Name.Namespace == space)))
            return;

        _document.Descendants().Attributes().Where(attribute => attribute.IsNamespaceDeclaration && attribute.Value == space.NamespaceName).Remove();
    }

    private static byte[] Wrap(string xml) => Encoding.UTF8.GetBytes(PacketStart + xml + PacketEnd);

    private IEnumerable<XElement> Descriptions => _rdf.Elements();

    private static IEnumerable<XAttribute> Properties(XElement description) =>
        description.Attributes()
            .Where(
            attribute =>
            !attribute.IsNamespaceDeclaration && attribute.Name.Namespace != XmpNamespaces.Rdf
            && attribute.Name.Namespace != XNamespace.Xml);

    // Some readers search for the usual prefixes: those of the source are kept.
    private void DeclareNamespaces(XElement chosen)
    {
        HashSet<XNamespace> used =
            [.. chosen.DescendantsAndSelf()
            .SelectMany(element => element.Attributes().Select(attribute => attribute.Name.Namespace).Append(element.Name.Namespace))];
        HashSet<string> taken = ["x", "rdf", "xml", "xmlns"];
        foreach (XElement element in chosen.DescendantsAndSelf()) element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
        foreach (XAttribute declaration in _document.Root!.DescendantsAndSelf().Attributes().Where(attribute => attribute.IsNamespaceDeclaration))
        {
            if (declaration.Name.Namespace != XNamespace.Xmlns || declaration.Value == XmpNamespaces.Rdf.NamespaceName) continue;
            if (used.Remove(declaration.Value) && taken.Add(declaration.Name.LocalName)) chosen.Add(new XAttribute(declaration));
        }
    }

    private static XmlReader Open(byte[] packet) => XmlReader.Create(
        new MemoryStream(packet, writable: false),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxBytes,
            IgnoreComments = true,
            CloseInput = true
        });
}
