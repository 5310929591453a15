using JpegReducer.Imaging.Fidelity;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>A decoded picture: one decoder for all encoders, so that only these differ.</summary>
/// <param name="samples">Red, green, blue, row by row.</param>
/// <param name="width">Pixels per row.</param>
/// <param name="height">Rows.</param>
internal sealed class PixelPicture(byte[] samples, int width, int height)
{
    public byte[] Samples => samples;

    public RgbPicture AsRgb() => new(samples, width, height);

    public static PixelPicture Decode(byte[] jpeg)
    {
        using Image stored = Image.NewFromBuffer(jpeg, access: Enums.Access.Sequential);
        using Image colors = stored.Colourspace(Enums.Interpretation.Srgb);
        return new PixelPicture(colors.WriteToMemory<byte>(), colors.Width, colors.Height);
    }
}
