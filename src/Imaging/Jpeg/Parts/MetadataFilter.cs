using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Parts;

/// <summary>Selects the metadata segments that a result takes over from its source.</summary>
internal static class MetadataFilter
{
    private const int JfifLength = 14, JfifUnit = 7, AdobeTransform = 11;

    private const byte App13 = 0xED;

    /// <summary>The name of the APP2 segment with the ISO 21496-1 metadata of a gain map.</summary>
    public static ReadOnlySpan<byte> IsoGainMapName => "urn:iso:std:iso:ts:21496:-1"u8;

    private static ReadOnlySpan<byte> JfifName => "JFIF\0"u8;

    private static ReadOnlySpan<byte> AdobeName => "Adobe"u8;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> IccName => "ICC_PROFILE\0"u8;

    /// <summary>JFIF 1.02 without a resolution (T.871, 10.1), for a new picture.</summary>
    public static MetadataSegment NewJfif { get; } = new(Marker.App0, (byte[])[.. JfifName, 1, 2, 0, 0, 1, 0, 1, 0, 0]);

    /// <summary>
    /// The segments that the policy keeps, among those that do not refer to other parts of the file. Segments that determine how the
    /// picture looks are always kept: color space, profile, orientation, density.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="hasAppleGainMap">Whether the result has a gain map whose headroom is in Apple's maker note.</param>
    public static IEnumerable<MetadataSegment> Of(JpegImage image, MetadataPolicy policy, bool hasAppleGainMap = false)
    {
        bool hasExif = false;
        foreach (MetadataSegment segment in image.Metadata)
        {
            bool isExif = segment.Is(Marker.App1, ExifName);
            if (segment.Is(Marker.App0, JfifName))
                yield return policy == MetadataPolicy.Keep ? segment : WithoutThumbnail(segment);
            else if (segment.Is(Marker.App14, AdobeName) && WithKnownTransform(segment, image) is var adobe && !IsImplied(adobe, image))
                yield return adobe;
            else if (segment.Is(Marker.App2, IccName))
                yield return segment;
            else if (policy == MetadataPolicy.Keep && !segment.Is(Marker.App14, AdobeName))
                yield return segment;
            else if (isExif && !hasExif
                && ExifEssentials.Select(segment.Content.Span[ExifName.Length..], Needs(image, policy, hasAppleGainMap)) is { } exif)
                yield return new MetadataSegment(Marker.App1, (byte[])[.. ExifName, .. exif]);
            else if (policy == MetadataPolicy.Rights && segment.Marker == App13 && IptcRights.Select(segment.Content.Span) is { } iptc)
                yield return new MetadataSegment(App13, iptc);

            // Readers use the first of several.
            hasExif |= isExif;
        }
    }

    /// <summary>The EXIF orientation.</summary>
    public static int Orientation(JpegImage image) =>
        image.Metadata.FirstOrDefault(segment => segment.Is(Marker.App1, ExifName)) is { Content.IsEmpty: false } exif
            ? Exif.Orientation(exif.Content.Span[ExifName.Length..])
            : Exif.Upright;

    private static ExifNeeds Needs(JpegImage image, MetadataPolicy policy, bool hasAppleGainMap)
    {
        bool hasProfile = image.Metadata.Any(segment => segment.Is(Marker.App2, IccName));
        bool hasDensity = image.Metadata.Any(
            segment => segment.Is(Marker.App0, JfifName) && segment.Content is { Length: > JfifUnit } jfif && jfif.Span[JfifUnit] != 0);
        return ExifNeeds.Orientation
            | (hasProfile ? 0 : ExifNeeds.ColorSpace)
            | (hasDensity ? 0 : ExifNeeds.Density)
            | (policy == MetadataPolicy.Rights ? ExifNeeds.Rights : 0)
            | (hasAppleGainMap ? ExifNeeds.GainMapHeadroom : 0);
    }

    // libjpeg warns about other flags and interprets them as YCbCr and YCCK.
    private static MetadataSegment WithKnownTransform(MetadataSegment adobe, JpegImage image)
    {
        int known = image.Components.Count == 4 ? 2 : 1;
        if (adobe.Content.Length <= AdobeTransform || adobe.Content.Span[AdobeTransform] is var flag && (flag == 0 || flag == known)) return adobe;

        byte[] content = adobe.Content.ToArray();
        content[AdobeTransform] = (byte)known;
        return adobe with { Content = content };
    }

    // JFIF implies YCbCr for three components (T.871, 6.1).
    private static bool IsImplied(MetadataSegment adobe, JpegImage image) =>
        image.Components.Count == 3
        && adobe.Content.Span is [.., 1] and { Length: 12 }
        && image.Metadata.Any(segment => segment.Is(Marker.App0, JfifName));

    private static MetadataSegment WithoutThumbnail(MetadataSegment jfif)
    {
        if (jfif.Content.Length < JfifLength) return jfif;

        byte[] content = jfif.Content.Span[..JfifLength].ToArray();
        content.AsSpan(^2).Clear();
        return jfif with { Content = content };
    }
}
