using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Chooses the segments that a written picture takes over from its source.</summary>
internal static class CarriedMetadata
{
    private const int JfifLength = 14;

    private static ReadOnlySpan<byte> JfifName => "JFIF\0"u8;

    private static ReadOnlySpan<byte> AdobeName => "Adobe"u8;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> IccName => "ICC_PROFILE\0"u8;

    private static ReadOnlySpan<byte> MultiPictureName => "MPF\0"u8;

    /// <summary>Says of a new picture that it is JFIF 1.02, without a resolution (T.871, 10.1).</summary>
    public static MetadataSegment NewJfif { get; } = new(Marker.App0, (byte[])[.. JfifName, 1, 2, 0, 0, 1, 0, 1, 0, 0]);

    /// <summary>What the policy keeps. Whatever it is, what says how the picture looks stays: colour space, profile, orientation.</summary>
    public static IEnumerable<MetadataSegment> Of(JpegImage image, MetadataPolicy policy)
    {
        foreach (MetadataSegment segment in image.Metadata)
        {
            if (segment.Is(Marker.App0, JfifName))
                yield return policy == MetadataPolicy.Strip ? WithoutThumbnail(segment) : segment;
            else if (segment.Is(Marker.App2, IccName) || (segment.Is(Marker.App14, AdobeName) && !IsImplied(segment, image)))
                yield return segment;
            else if (policy == MetadataPolicy.Keep && !segment.Is(Marker.App2, MultiPictureName))
                yield return segment;
            else if (segment.Is(Marker.App1, ExifName) && Exif.Orientation(segment.Content.Span[ExifName.Length..]) is var orientation and not Exif.Upright)
                yield return new MetadataSegment(Marker.App1, (byte[])[.. ExifName, .. Exif.OrientationOnly(orientation)]);
        }
    }

    // JFIF, which has three components in YCbCr, says as much (T.871, 6.1).
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
