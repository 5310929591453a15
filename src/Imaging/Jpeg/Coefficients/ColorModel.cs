using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>Determines the color model of a picture.</summary>
internal static class ColorModel
{
    private const int AdobeTransform = 11;

    private static ReadOnlySpan<byte> JfifName => "JFIF\0"u8;

    private static ReadOnlySpan<byte> AdobeName => "Adobe"u8;

    /// <summary>
    /// Whether the second and third components are the color differences Cb and Cr. T.81 leaves this open: JFIF implies it
    /// (T.871, 6.1), Adobe's marker has a flag for it (T.872, 6.5.3), and without both the component identifiers decide, as in libjpeg.
    /// </summary>
    public static bool HasColorDifferences(JpegImage image)
    {
        if (image.Components.Count != 3) return false;
        if (image.Metadata.Any(segment => segment.Is(Marker.App0, JfifName))) return true;
        if (image.Metadata.FirstOrDefault(segment => segment.Is(Marker.App14, AdobeName)) is { Content.Length: > AdobeTransform } adobe)
            return adobe.Content.Span[AdobeTransform] != 0;

        return !image.Components.Select(component => component.Header.Id).SequenceEqual("RGB"u8.ToArray());
    }
}
