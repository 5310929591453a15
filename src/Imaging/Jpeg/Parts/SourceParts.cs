using System.Globalization;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Metadata.Xmp;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>
/// The parts of a file besides its primary picture: further pictures, a video, content credentials, and their declarations.
/// </summary>
internal sealed class SourceParts
{
    private const int MovieTypeAt = 4;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly int _primaryEnd;

    private SourceParts(JpegImage image, ReadOnlyMemory<byte> file)
    {
        (_file, _primaryEnd) = (file, file.Length - image.Trailer.Length);
        Credentials = ContentCredentials.In(image.Metadata);
        XmpSegment = image.Metadata.FirstOrDefault(segment => segment.Is(Marker.App1, XmpName));
        IndexSegment = image.Metadata.FirstOrDefault(segment => segment.Is(Marker.App2, MultiPictureIndex.Name));
        Xmp = XmpSegment.Content.IsEmpty ? null : XmpPacket.TryRead(XmpSegment.Content.Span[XmpName.Length..]);
        Directory = Xmp is null ? null : ContainerDirectory.Of(Xmp);
        Index = IndexSegment.Content.IsEmpty ? null : MultiPictureIndex.TryRead(IndexSegment.Content.Span);
    }

    public static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    public MetadataSegment XmpSegment { get; }

    /// <summary>The XMP packet; <see langword="null"/> if there is none or it is invalid.</summary>
    public XmpPacket? Xmp { get; }

    public ContainerDirectory? Directory { get; }

    public MetadataSegment IndexSegment { get; }

    public MultiPictureIndex? Index { get; }

    /// <summary>Further pictures that are declared and present at the declared offset, in file order.</summary>
    public IReadOnlyList<SecondaryPicture> Pictures { get; private set; } = [];

    /// <summary>Whether a video follows the picture.</summary>
    public bool HasVideo { get; private set; }

    /// <summary>
    /// The video of a motion photo, or Samsung's data, with everything between it and the pictures; empty if there is none.
    /// </summary>
    public ReadOnlyMemory<byte> Tail { get; private set; }

    /// <summary>The segments that contain content credentials.</summary>
    public IReadOnlySet<MetadataSegment> Credentials { get; }

    /// <summary>Whether the picture has content credentials, embedded or external.</summary>
    public bool HasCredentials => Credentials.Count > 0 || Xmp?.HasAny(IsProvenance) == true;

    /// <summary>Whether an XMP property points to content credentials.</summary>
    public static bool IsProvenance(System.Xml.Linq.XName property) => property == XmpNamespaces.DublinCoreTerms + "provenance";

    /// <summary>Finds the parts of a file.</summary>
    /// <param name="image">Its primary picture.</param>
    /// <param name="file">The file.</param>
    public static SourceParts Find(JpegImage image, ReadOnlyMemory<byte> file)
    {
        SourceParts parts = new(image, file);
        int video = parts.FindVideo();
        parts.Pictures = [.. parts.FindPictures().Where(picture => video < 0 || picture.End <= video).OrderBy(picture => picture.Start)];
        parts.HasVideo = video >= 0;
        int end = parts.Pictures.Count > 0 ? parts.Pictures.Max(picture => picture.End) : parts._primaryEnd;
        if (parts.HasVideo || image.Trailer.Span.EndsWith("SEFT"u8)) parts.Tail = file[end..];
        return parts;
    }

    private List<SecondaryPicture> FindPictures()
    {
        List<SecondaryPicture> found = [];
        for (int entry = 1; entry < Index?.Entries.Count; entry++)
        {
            MultiPictureEntry picture = Index.Entries[entry];
            long start = IndexSegment.Position + (long)MultiPictureIndex.Name.Length + picture.Offset;
            if (!IsPicture(start, picture.Size) || found.Exists(other => start < other.End && other.Start < start + picture.Size)) continue;

            ReadOnlyMemory<byte> file = _file.Slice((int)start, (int)picture.Size);
            found.Add(new SecondaryPicture(KindOf(picture.Kind, file.Span), file, (int)start) { Entry = entry });
        }

        foreach ((ContainerItem item, long start) in PlacesOfItems())
        {
            if (item.IsVideo) continue;
            int known = found.FindIndex(picture => picture.Start == start);
            if (known < 0) known = found.FindIndex(picture => picture.Item is null && picture.File.Length == item.Length);
            if (known >= 0)
            {
                found[known] = found[known] with { Item = item, Kind = item.IsGainMap ? SecondaryKind.GainMap : found[known].Kind };
            }
            else if (IsPicture(start, item.Length) && !found.Exists(other => start < other.End && other.Start < start + item.Length))
            {
                ReadOnlyMemory<byte> file = _file.Slice((int)start, (int)item.Length);
                found.Add(new SecondaryPicture(item.IsGainMap ? SecondaryKind.GainMap : KindOf(0, file.Span), file, (int)start) { Item = item });
            }
        }

        return found;
    }

    private IEnumerable<(ContainerItem Item, long Start)> PlacesOfItems()
    {
        if (Directory is null || Directory.Items.Count == 0) yield break;

        // The first item is the primary picture, which need not have a length.
        long start = _primaryEnd + Directory.Items[0].Padding;
        foreach (ContainerItem item in Directory.Items.Skip(1))
        {
            yield return (item, start);
            start += item.Length + item.Padding;
        }
    }

    private bool IsPicture(long start, long length) =>
        start >= _primaryEnd && length > 4 && start + length <= _file.Length
        && _file.Span[(int)start..].StartsWith([Marker.Prefix, Marker.StartOfImage, Marker.Prefix]);

    private static SecondaryKind KindOf(int kind, ReadOnlySpan<byte> file)
    {
        const int ViewKind = 2, GainMapKind = 5;
        ReadOnlySpan<byte> head = file[..Math.Min(file.Length, 64 << 10)];
        bool isGainMap = kind == GainMapKind
            || head.IndexOf(MetadataFilter.IsoGainMapName) >= 0
            || head.IndexOf("ns.adobe.com/hdr-gain-map/"u8) >= 0
            || head.IndexOf("aux:hdrgainmap"u8) >= 0;
        return isGainMap ? SecondaryKind.GainMap : kind == ViewKind ? SecondaryKind.View : SecondaryKind.Auxiliary;
    }

    private int FindVideo()
    {
        foreach ((ContainerItem item, long start) in PlacesOfItems())
        {
            if (!item.IsVideo) continue;
            if (IsVideo(start)) return (int)start;
            if (IsVideo(_file.Length - item.Length)) return _file.Length - (int)item.Length;
        }

        if (long.TryParse(Xmp?.Value(XmpNamespaces.Camera + "MicroVideoOffset"), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            && IsVideo(_file.Length - offset))
            return _file.Length - (int)offset;

        ReadOnlySpan<byte> samsung = "MotionPhoto_Data"u8;
        ReadOnlySpan<byte> trailer = _file.Span[_primaryEnd..];
        int named = trailer.EndsWith("SEFT"u8) ? trailer.IndexOf(samsung) : -1;
        return named >= 0 && IsVideo(_primaryEnd + named + samsung.Length) ? _primaryEnd + named + samsung.Length : -1;
    }

    // ISO base media files begin with a box of type "ftyp".
    private bool IsVideo(long start) =>
        start >= _primaryEnd && start <= _file.Length - 12 && _file.Span[((int)start + MovieTypeAt)..].StartsWith("ftyp"u8);
}
