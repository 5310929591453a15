using ImageMagick;
using NetVips;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>JPEG files created by two independent encoders.</summary>
internal static class TestPictures
{
    /// <summary>A picture with smooth areas, texture and hard edges; the same in each run.</summary>
    public static Image Pixels(int width = 203, int height = 149, int bands = 3)
    {
        Image smooth = Image.Xyz(width, height);
        Image texture = Image.Perlin(width, height, cellSize: 24, seed: 7) * 60;
        Image first = (smooth[0] * (200.0 / width)) + texture + 40;
        Image second = (smooth[1] * (180.0 / height)) - texture + 60;
        Image edges = (((smooth[0] / 17).Floor() + (smooth[1] / 23).Floor()) % 2) * 120;
        Image third = edges + (texture / 2) + 50;
        Image[] planes = [first, second, third, (first * -1) + 255];
        Image picture = bands == 1 ? planes[0] : planes[0].Bandjoin(planes[1..bands]);
        return picture.Cast(Enums.BandFormat.Uchar).Copy(
            interpretation: bands switch { 1 => Enums.Interpretation.Bw, 3 => Enums.Interpretation.Srgb, _ => Enums.Interpretation.Cmyk });
    }

    public static byte[] Vips(
        int width = 203, int height = 149, int bands = 3, int quality = 85, bool progressive = false,
        bool subsample = false, int restartInterval = 0)
    {
        using Image picture = Pixels(width, height, bands);
        return picture.JpegsaveBuffer(
            q: quality, interlace: progressive, restartInterval: restartInterval,
            subsampleMode: subsample ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None);
    }

    /// <summary>A JPEG with any sampling factors, as ImageMagick writes them: <c>2x1,1x1,1x1</c>.</summary>
    public static byte[] Magick(string sampling, bool progressive = false, int quality = 85, int width = 203, int height = 149)
    {
        using Image picture = Pixels(width, height);
        using MagickImage magick = new(picture.PngsaveBuffer());
        magick.Quality = (uint)quality;
        magick.Settings.SetDefine(MagickFormat.Jpeg, "sampling-factor", sampling);
        magick.Settings.Interlace = progressive ? Interlace.Jpeg : Interlace.NoInterlace;
        magick.Strip();
        return magick.ToByteArray(MagickFormat.Jpeg);
    }

    /// <summary>The pixels that libvips decodes; fails if libjpeg warns.</summary>
    public static byte[] DecodeStrictlyByVips(ReadOnlyMemory<byte> file)
    {
        using Image image = Image.NewFromBuffer(file.ToArray(), failOn: Enums.FailOn.Warning);
        return image.WriteToMemory<byte>();
    }

    /// <summary>The pixels that libvips decodes.</summary>
    public static byte[] DecodeByVips(ReadOnlyMemory<byte> file)
    {
        using Image image = Image.NewFromBuffer(file.ToArray());
        return image.WriteToMemory<byte>();
    }

    /// <summary>The pixels that ImageMagick decodes.</summary>
    public static byte[] DecodeByMagick(ReadOnlyMemory<byte> file)
    {
        using MagickImage image = new(file.Span);
        using IPixelCollection<byte> pixels = image.GetPixels();
        return pixels.ToArray()!;
    }
}
