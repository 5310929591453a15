using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>A picture as viewers show it: 8-bit sRGB, upright.</summary>
/// <param name="Pixels">The samples, interleaved: three per pixel, or four with alpha.</param>
/// <param name="Width">The width in pixels, after orientation.</param>
/// <param name="Height">The height in pixels; the frames of an animation are stacked vertically.</param>
/// <param name="HasAlpha">Whether there is a fourth sample.</param>
internal sealed record DecodedPicture(byte[] Pixels, int Width, int Height, bool HasAlpha)
{
    private const string ProfileField = "icc-profile-data";
    private const int Colors = 3;

    /// <summary>Decodes a file whose header was read and is within limits.</summary>
    /// <exception cref="VipsException">The data is damaged.</exception>
    public static DecodedPicture Decode(byte[] bytes, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image stored = loader.Open(bytes, Enums.Access.Random, cancellationToken);
        return Of(stored);
    }

    /// <summary>Evaluates an image.</summary>
    /// <exception cref="VipsException">Its data is damaged.</exception>
    public static DecodedPicture Of(Image stored)
    {
        using Image upright = stored.Autorot();
        using Image colors = ToSrgb(upright);
        using Image samples = colors.Cast(Enums.BandFormat.Uchar);
        bool hasAlpha = samples.Bands > Colors;
        using Image known = samples.ExtractBand(0, n: hasAlpha ? Colors + 1 : Colors);
        return new DecodedPicture(known.WriteToMemory<byte>(), known.Width, known.Height, hasAlpha);
    }

    /// <summary>The pixels in the form that the metric takes.</summary>
    public RgbPicture AsRgb() => new(Pixels, Width, Height, HasAlpha);

    /// <summary>An embedded profile defines the colors; without one they are sRGB, gray or common CMYK.</summary>
    public static Image ToSrgb(Image image) =>
        image.Contains(ProfileField)
            ? image.IccTransform("srgb", embedded: true, depth: 8)
            : image.Colourspace(Enums.Interpretation.Srgb);
}
