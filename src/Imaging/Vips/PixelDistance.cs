using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>How far two files of one format are apart.</summary>
internal static class PixelDistance
{
    /// <summary>The root of the mean squared difference over all samples, in 255ths; colour counts as much as alpha lets it show.</summary>
    public static double Rms(byte[] left, byte[] right, ImageFormat format, CancellationToken cancellationToken)
    {
        using Image first = VipsDecoder.Open(left, format, Enums.Access.Sequential, cancellationToken);
        using Image second = VipsDecoder.Open(right, format, Enums.Access.Sequential, cancellationToken);
        if (first.Width != second.Width || first.Height != second.Height) return double.PositiveInfinity;

        using Image visibleFirst = Visible(first);
        using Image visibleSecond = Visible(second);
        using Image difference = visibleFirst - visibleSecond;
        using Image squared = difference * difference;
        return Math.Sqrt(squared.Avg());
    }

    private static Image Visible(Image image)
    {
        using Image colour = image.Colourspace(Enums.Interpretation.Srgb);
        using Image opaque = colour.HasAlpha() ? colour.Copy() : colour.Bandjoin(byte.MaxValue);
        return opaque.Premultiply(maxAlpha: byte.MaxValue);
    }
}
