using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>A picture as a viewer shows it: 8-bit sRGB, upright.</summary>
/// <param name="Pixels">The samples, interleaved: three a pixel, or four with alpha.</param>
/// <param name="Width">Pixels from left to right, after orientation.</param>
/// <param name="Height">Pixels from top to bottom; the frames of an animation are below each other.</param>
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
        using Image upright = stored.Autorot();
        using Image colors = ToSrgb(upright);
        using Image samples = colors.Cast(Enums.BandFormat.Uchar);
        bool hasAlpha = samples.Bands > Colors;
        using Image known = samples.ExtractBand(0, n: hasAlpha ? Colors + 1 : Colors);
        return new DecodedPicture(known.WriteToMemory<byte>(), known.Width, known.Height, hasAlpha);
    }

    /// <summary>The picture, for the metric.</summary>
    public RgbPicture AsRgb() => new(Pixels, Width, Height, HasAlpha);

    /// <summary>The embedded profile says what the numbers mean; without one they are sRGB, gray or the usual CMYK.</summary>
    private static Image ToSrgb(Image image) =>
        image.Contains(ProfileField)
            ? image.IccTransform("srgb", embedded: true, depth: 8)
            : image.Colourspace(Enums.Interpretation.Srgb);
}
