using System.Xml.Linq;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Metadata.Xmp;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>
/// The parts of a result besides its primary picture. Each part is declared in the metadata, and no missing part is
/// declared.
/// </summary>
internal sealed class ResultParts
{
    /// <summary>The largest XMP packet of a segment, without length and name.</summary>
    private static readonly int MaxPacket = ushort.MaxValue - 2 - SourceParts.XmpName.Length;

    private readonly SourceParts _source;
    private readonly MetadataPolicy _policy;
    private readonly List<(SecondaryPicture Picture, byte[] File)> _pictures = [];
    private readonly ReadOnlyMemory<byte> _tail;

    private ResultParts(SourceParts source, MetadataPolicy policy)
    {
        (_source, _policy) = (source, policy);
        if (policy == MetadataPolicy.Keep) _tail = source.Tail;
    }

    /// <summary>The parts of the source that the result does not have.</summary>
    public SourceTraits Traits =>
        (_source.HasCredentials ? SourceTraits.ContentCredentials : SourceTraits.None)
        | (_source.HasVideo && _policy != MetadataPolicy.Keep ? SourceTraits.MotionVideo : SourceTraits.None);

    /// <summary>The segments of the primary picture.</summary>
    public IReadOnlyList<MetadataSegment> Segments { get; private set; } = [];

    private bool HasGainMap => _pictures.Exists(result => result.Picture.Kind == SecondaryKind.GainMap);

    /// <summary>Selects the parts of the result.</summary>
    /// <param name="image">The primary picture.</param>
    /// <param name="file">The source.</param>
    /// <param name="policy">How metadata is handled.</param>
    /// <param name="reduce">Reduces a further picture; returns <see langword="null"/> if it cannot be decoded.</param>
    public static ResultParts Choose(JpegImage image, ReadOnlyMemory<byte> file, MetadataPolicy policy, Func<SecondaryPicture, byte[]?> reduce)
    {
        SourceParts source = SourceParts.Find(image, file);
        ResultParts result = new(source, policy);
        foreach (SecondaryPicture picture in source.Pictures)
        {
            byte[]? reduced = picture.Kind != SecondaryKind.Auxiliary ? reduce(picture)
                : policy == MetadataPolicy.Keep ? picture.File.ToArray()
                : null;
            if (reduced is not null) result._pictures.Add((picture, reduced));
        }

        result.Segments = [.. result.ChooseSegments(image)];
        return result;
    }

    /// <summary>The segments of a further picture.</summary>
    public static IReadOnlyList<MetadataSegment> SegmentsOf(JpegImage secondary, MetadataPolicy policy)
    {
        HashSet<MetadataSegment> credentials = ContentCredentials.In(secondary.Metadata);
        List<MetadataSegment> kept = [.. MetadataFilter.Of(secondary, policy).Where(segment => !credentials.Contains(segment))];
        if (policy == MetadataPolicy.Keep) return kept;

        foreach (MetadataSegment segment in secondary.Metadata)
        {
            if (segment.Is(Marker.App2, MetadataFilter.IsoGainMapName)) kept.Add(segment);
            else if (segment.Is(Marker.App1, SourceParts.XmpName)
                && XmpPacket.TryRead(segment.Content.Span[SourceParts.XmpName.Length..])?.Select(IsGainMap) is { } xmp)
                kept.Add(Xmp(xmp));
        }

        return kept;
    }

    /// <summary>Joins an encoded primary picture with the other parts.</summary>
    public byte[] Complete(byte[] primary)
    {
        if (_pictures.Count == 0 && _tail.IsEmpty) return primary;

        byte[] file = Concatenate(primary);
        if (!_pictures.Exists(result => result.Picture.Entry > 0)) return file;

        int content = IndexContent(file);
        long header = content + MultiPictureIndex.Name.Length;
        List<(long Size, long Offset)> pictures = [(primary.Length, 0)];
        long start = primary.Length;
        List<(int Entry, long Size, long Offset)> secondary = [];
        foreach ((SecondaryPicture picture, byte[] bytes) in _pictures)
        {
            if (picture.Entry > 0) secondary.Add((picture.Entry, bytes.Length, start - header));
            start += bytes.Length;
        }

        pictures.AddRange(secondary.OrderBy(entry => entry.Entry).Select(entry => (entry.Size, entry.Offset)));
        MultiPictureIndex.Set(file.AsSpan(content, (file[content - 2] << 8) + file[content - 1] - 2), pictures);
        return file;
    }

    private byte[] Concatenate(byte[] primary)
    {
        using MemoryStream file = new(primary.Length + _pictures.Sum(result => result.File.Length) + _tail.Length);
        file.Write(primary);
        foreach ((_, byte[] picture) in _pictures) file.Write(picture);
        file.Write(_tail.Span);
        return file.ToArray();
    }

    private static MetadataSegment Xmp(byte[] packet) => new(Marker.App1, (byte[])[.. SourceParts.XmpName, .. packet]);

    // Segments follow one another from the start-of-image marker on.
    private static int IndexContent(byte[] file)
    {
        int at = 2;
        while (file[at + 1] != Marker.App2 || !file.AsSpan(at + 4).StartsWith(MultiPictureIndex.Name)) at += 2 + (file[at + 2] << 8) + file[at + 3];
        return at + 4;
    }

    private IEnumerable<MetadataSegment> ChooseSegments(JpegImage image)
    {
        MetadataSegment? xmp = ChooseXmp(image);
        bool hasAppleGainMap = HasGainMap && _source.Xmp?.HasAny(IsAdobeGainMap) != true;
        foreach (MetadataSegment segment in MetadataFilter.Of(image, _policy, hasAppleGainMap))
        {
            if (segment == _source.XmpSegment)
            {
                if (xmp is { } written) yield return written;
                xmp = null;
            }
            else if (segment != _source.IndexSegment && !_source.Credentials.Contains(segment)
                && (HasGainMap || !segment.Is(Marker.App2, MetadataFilter.IsoGainMapName)))
            {
                yield return segment;
            }
        }

        if (xmp is { } minimal) yield return minimal;
        if (_policy != MetadataPolicy.Keep && HasGainMap)
        {
            foreach (MetadataSegment segment in image.Metadata.Where(segment => segment.Is(Marker.App2, MetadataFilter.IsoGainMapName)))
                yield return segment;
        }

        int[] entries = [0, .. _pictures.Select(result => result.Picture.Entry).Where(entry => entry > 0).Order()];
        if (entries.Length > 1) yield return new MetadataSegment(Marker.App2, _source.Index!.Of(entries));
    }

    private MetadataSegment? ChooseXmp(JpegImage image)
    {
        if (_source.Xmp is not { } packet)
            return _policy == MetadataPolicy.Keep && !_source.XmpSegment.Content.IsEmpty ? _source.XmpSegment : null;

        bool changed = Announce(packet);
        if (_policy == MetadataPolicy.Keep) return changed ? Fitting(packet.ToBytes()) : _source.XmpSegment;

        bool keepsRights = _policy == MetadataPolicy.Rights;
        bool turns = MetadataFilter.Orientation(image) == Exif.Upright && packet.Value(TiffOrientation) is { Length: 1 } turn
            && turn[0] is >= '2' and <= '8';
        byte[]? selected = packet.Select(property =>
            (keepsRights && XmpPacket.IsRights(property))
            || (turns && property == TiffOrientation)
            || (HasGainMap && (IsGainMap(property) || property.Namespace == XmpNamespaces.Container)));
        return selected is null ? null : Fitting(selected);
    }

    // A packet that came in one segment fits into one again, except for declarations of an unusual form.
    private static MetadataSegment? Fitting(byte[] packet) => packet.Length <= MaxPacket ? Xmp(packet) : null;

    /// <summary>Updates the declarations in the packet to the parts of the result.</summary>
    /// <returns>Whether anything was changed.</returns>
    private bool Announce(XmpPacket packet)
    {
        bool changed = packet.Remove(SourceParts.IsProvenance);
        if (_source.Directory is { } directory)
        {
            foreach (ContainerItem item in directory.Items.Skip(1).ToArray())
            {
                int index = _pictures.FindIndex(result => result.Picture.Item == item);
                if (index >= 0)
                {
                    changed |= item.Length != _pictures[index].File.Length;
                    item.SetLength(_pictures[index].File.Length);
                }
                else if (!item.IsVideo || _tail.IsEmpty || !_source.HasVideo)
                {
                    directory.Remove(item);
                    changed = true;
                }
            }

            // The pictures of a result are contiguous; data before the video stays with it.
            int tightUntil = directory.Items.Count - (_tail.IsEmpty ? 0 : 2);
            foreach (ContainerItem item in directory.Items.Take(tightUntil).Where(item => item.Padding != 0))
            {
                item.ClearPadding();
                changed = true;
            }
        }

        if (_source.Directory is { Items.Count: <= 1 }) packet.Remove(property => property.Namespace == XmpNamespaces.Container);
        if (!HasGainMap) changed |= packet.Remove(IsGainMap);
        if (!_source.HasVideo || _tail.IsEmpty) changed |= packet.Remove(IsMotionPhoto);
        return changed;
    }

    // Readers that apply the orientation of XMP do so only if EXIF has none.
    private static XName TiffOrientation { get; } = XmpNamespaces.Tiff + "Orientation";

    private static bool IsAdobeGainMap(XName property) => property.Namespace == XmpNamespaces.GainMap;

    private static bool IsGainMap(XName property) =>
        IsAdobeGainMap(property) || property.Namespace == XmpNamespaces.AppleGainMap || property.Namespace == XmpNamespaces.ApplePixels;

    private static bool IsMotionPhoto(XName property) =>
        property.Namespace == XmpNamespaces.Camera
        && (property.LocalName.StartsWith("MotionPhoto", StringComparison.Ordinal)
            || property.LocalName.StartsWith("MicroVideo", StringComparison.Ordinal));
}
