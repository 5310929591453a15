using JpegReducer.Imaging.Fidelity;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>A decoded picture: one decoder for all encoders, so that only these differ.</summary>
/// <param name="Samples">Red, green, blue, row by row.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
internal sealed record PixelPicture(byte[] Samples, int Width, int Height)
{
    public RgbPicture AsRgb() => new(Samples, Width, Height);

    public static PixelPicture Decode(byte[] jpeg)
    {
        using Image stored = Image.NewFromBuffer(jpeg, access: Enums.Access.Sequential);
        using Image colors = stored.Colourspace(Enums.Interpretation.Srgb);
        return new PixelPicture(colors.WriteToMemory<byte>(), colors.Width, colors.Height);
    }

    /// <summary>Writes a PNG file for tools that read files.</summary>
    public void WritePng(string path)
    {
        using Image raw = Image.NewFromMemory(Samples, Width, Height, bands: 3, Enums.BandFormat.Uchar);
        using Image colors = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        colors.Pngsave(path, compression: 1);
    }
}
