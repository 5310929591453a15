using System.Globalization;
using System.Xml.Linq;

namespace JpegReducer.Imaging.Metadata.Xmp;

/// <summary>The list of what follows the picture in a file: gain maps, depth maps, videos (Container:Directory of Google's XMP).</summary>
internal sealed class ContainerDirectory
{
    private const int MaxItems = 64;

    private ContainerDirectory(IReadOnlyList<ContainerItem> items) => Items = items;

    /// <summary>The items in the order of the file; the first is the picture itself.</summary>
    public IReadOnlyList<ContainerItem> Items { get; private set; }

    /// <summary>Finds the directory of a packet. Changes of the directory change the packet.</summary>
    public static ContainerDirectory? Of(XmpPacket packet)
    {
        if (packet.Rdf.Descendants(XmpNamespaces.Container + "Directory").FirstOrDefault() is not { } directory) return null;

        IEnumerable<XElement> entries = directory.Descendants(XmpNamespaces.Rdf + "li").Take(MaxItems);
        return new ContainerDirectory([.. entries.Select(entry => new ContainerItem(entry))]);
    }

    /// <summary>Removes an item.</summary>
    public void Remove(ContainerItem item)
    {
        item.Remove();
        Items = [.. Items.Where(other => other != item)];
    }
}

/// <summary>One item of a directory; its fields are attributes or elements, as RDF allows both.</summary>
internal sealed class ContainerItem(XElement entry)
{
    public string Mime => Find("Mime") ?? string.Empty;

    public string Semantic => Find("Semantic") ?? string.Empty;

    /// <summary>Length in bytes; 0 if the item states none.</summary>
    public long Length => Number("Length");

    /// <summary>Padding bytes after the item.</summary>
    public long Padding => Number("Padding");

    public bool IsVideo => Semantic == "MotionPhoto" || Mime.StartsWith("video/", StringComparison.Ordinal);

    public bool IsGainMap => Semantic is "GainMap" or "RecoveryMap";

    public void SetLength(long length) => Set("Length", length);

    /// <summary>Sets the padding after this item, if it has the field, to 0.</summary>
    public void ClearPadding()
    {
        if (Find("Padding") is not null) Set("Padding", 0);
    }

    public void Remove() => entry.Remove();

    private long Number(string field) =>
        long.TryParse(Find(field), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= int.MaxValue ? value : 0;

    private XAttribute? Attribute(string field) =>
        entry.DescendantsAndSelf().Attributes(XmpNamespaces.ContainerItem + field).FirstOrDefault();

    private XElement? Element(string field) => entry.Descendants(XmpNamespaces.ContainerItem + field).FirstOrDefault();

    private string? Find(string field) => Attribute(field)?.Value ?? Element(field)?.Value;

    private void Set(string field, long value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        if (Attribute(field) is { } attribute) attribute.Value = text;
        else if (Element(field) is { } element) element.Value = text;
        else (entry.Descendants(XmpNamespaces.Container + "Item").FirstOrDefault() ?? entry)
            .SetAttributeValue(XmpNamespaces.ContainerItem + field, text);
    }
}
