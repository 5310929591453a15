using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>Decodes whole pictures to check that they are intact, and that two of them are equal.</summary>
internal static class PixelCheck
{
    /// <summary>Decodes every pixel and discards it.</summary>
    /// <exception cref="VipsException">The data is damaged.</exception>
    public static void DecodeAll(byte[] bytes, VipsLoader loader, CancellationToken cancellationToken, Enums.FailOn failOn = Enums.FailOn.Warning)
    {
        using Image image = loader.Open(bytes, Enums.Access.Sequential, cancellationToken, failOn);
        image.Avg();
    }

    /// <summary>Whether two files of one format show the same pixels; the color of fully transparent pixels is not compared.</summary>
    public static bool HaveSamePixels(byte[] left, byte[] right, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image first = loader.Open(left, Enums.Access.Sequential, cancellationToken);
        using Image second = loader.Open(right, Enums.Access.Sequential, cancellationToken);
        return HaveSamePixels(first, second);
    }

    /// <summary>Whether two images show the same pixels; the color of fully transparent pixels is not compared.</summary>
    public static bool HaveSamePixels(Image first, Image second)
    {
        if (first.Width != second.Width || first.Height != second.Height) return false;

        using Image canonicalFirst = Canonical(first);
        using Image canonicalSecond = Canonical(second);
        if (canonicalFirst.Bands != canonicalSecond.Bands || canonicalFirst.Format != canonicalSecond.Format) return false;

        using Image difference = canonicalFirst.NotEqual(canonicalSecond);
        return difference.Max() == 0;
    }

    /// <summary>Whether any pixel of the picture is not opaque.</summary>
    public static bool IsTranslucent(byte[] bytes, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image image = loader.Open(bytes, Enums.Access.Sequential, cancellationToken);
        return IsTranslucent(image);
    }

    /// <summary>Whether any pixel of an image is not opaque.</summary>
    public static bool IsTranslucent(Image image)
    {
        if (!image.HasAlpha()) return false;

        using Image alpha = image.ExtractBand(image.Bands - 1);
        return alpha.Min() < Opaque(image);
    }

    /// <summary>Whether red, green and blue are the same everywhere.</summary>
    public static bool IsGray(byte[] bytes, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image image = loader.Open(bytes, Enums.Access.Sequential, cancellationToken);
        if (image.Bands < 3) return true;

        using Image redGreen = image.ExtractBand(0, n: 2);
        using Image greenBlue = image.ExtractBand(1, n: 2);
        using Image difference = redGreen.NotEqual(greenBlue);
        return difference.Max() == 0;
    }

    /// <summary>
    /// Converts gray to color and adds an opaque alpha channel if there is none, so that files of different layout can be compared.
    /// </summary>
    private static Image Canonical(Image image)
    {
        if (image.Interpretation == Enums.Interpretation.Cmyk) return image.Copy();

        using Image color = image.Bands < 3
            ? image.Colourspace(image.Format == Enums.BandFormat.Ushort ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb)
            : image.Copy();
        if (!color.HasAlpha()) return color.Bandjoin(Opaque(color));

        using Image alpha = color.ExtractBand(color.Bands - 1);
        using Image visible = alpha.NotEqual(0);
        using Image blank = (color * 0).Cast(color.Format);
        return visible.Ifthenelse(color, blank);
    }

    private static double Opaque(Image image) => image.Format == Enums.BandFormat.Ushort ? ushort.MaxValue : byte.MaxValue;
}
