using JpegReducer.Benchmarks.RateQuality.Tools;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>A JPEG file to be reduced.</summary>
/// <param name="Class">What kind of picture it is; figures are reported for each class.</param>
/// <param name="Jpeg">The bytes.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
internal sealed record SourceFile(string Class, byte[] Jpeg, int Width, int Height)
{
    private const int MadeQuality = 98;

    /// <summary>A hash of the bytes, by which results are stored.</summary>
    public string Hash { get; } = ContentHash.Of(Jpeg);

    public double Megapixels => Width * (double)Height / 1e6;

    /// <summary>A picture that was compressed before, in a class of its own for each chroma subsampling.</summary>
    public static SourceFile OfJpeg(byte[] jpeg)
    {
        using Image header = Image.NewFromBuffer(jpeg, access: Enums.Access.Sequential);
        return new SourceFile(ChromaSampling.Of(jpeg), jpeg, header.Width, header.Height);
    }

    /// <summary>Pixels, encoded so well that their own loss does not matter, by libvips at 4:4:4.</summary>
    public static SourceFile OfPixels(string pictureClass, Image pixels) => new(
        pictureClass,
        pixels.JpegsaveBuffer(q: MadeQuality, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None),
        pixels.Width, pixels.Height);
}
