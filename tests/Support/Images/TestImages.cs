using NetVips;

namespace JpegReducer.Support.Images;

/// <summary>Sound images of every format, made on the spot and the same on every run.</summary>
public static class TestImages
{
    /// <summary>A JPEG as a camera writes it: high quality, baseline, full chroma unless asked otherwise.</summary>
    public static byte[] Photo(int width = 320, int height = 240, int seed = 1, int quality = 95, bool halfChroma = false)
    {
        using Image picture = Color(width, height, seed);
        return picture.JpegsaveBuffer(q: quality, subsampleMode: halfChroma ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off);
    }

    /// <summary>A photograph out of focus, as JPEG: its WebP is smaller than its reduced JPEG.</summary>
    public static byte[] SmoothPhoto(int width = 320, int height = 240, int seed = 1, int quality = 95)
    {
        using Image picture = Color(width, height, seed);
        using Image smooth = picture.Gaussblur(10);
        return smooth.JpegsaveBuffer(q: quality);
    }

    /// <summary>A JPEG of quality 95 that consists of copies of a picture.</summary>
    public static byte[] Replicate(byte[] file, int across, int down)
    {
        using Image one = Image.NewFromBuffer(file);
        using Image all = one.Replicate(across, down);
        return all.JpegsaveBuffer(q: 95);
    }

    /// <summary>A JPEG that says in its EXIF how it is to be turned (1 to 8).</summary>
    public static byte[] TurnedPhoto(int orientation, int width = 160, int height = 96, int seed = 2)
    {
        using Image picture = Color(width, height, seed);
        using Image tagged = picture.Mutate(image =>
        {
            image.Set(GValue.GIntType, "orientation", orientation);
            image.Set(GValue.GStrType, "exif-ifd0-Artist", "Someone (Someone, ASCII, 9 components, 9 bytes)");
        });
        return tagged.JpegsaveBuffer(q: 95);
    }

    /// <summary>A JPEG with a color profile, an EXIF artist, XMP and a comment segment.</summary>
    public static byte[] AnnotatedPhoto(int width = 320, int height = 240, int seed = 3)
    {
        using Image picture = Color(width, height, seed);
        using Image profiled = picture.IccTransform("p3", inputProfile: "srgb");
        using Image tagged = profiled.Mutate(image =>
        {
            image.Set(GValue.GStrType, "exif-ifd0-Artist", "Someone (Someone, ASCII, 9 components, 9 bytes)");
            image.Set(GValue.BlobType, "xmp-data", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"u8.ToArray());
        });
        return tagged.JpegsaveBuffer(q: 95);
    }

    public static byte[] GrayPhoto(int width = 320, int height = 240, int seed = 4)
    {
        using Image picture = Color(width, height, seed);
        using Image gray = picture.Colourspace(Enums.Interpretation.Bw);
        return gray.JpegsaveBuffer(q: 95);
    }

    /// <summary>Four inks, as for print, with their profile.</summary>
    public static byte[] CmykPhoto(int width = 320, int height = 240, int seed = 5)
    {
        using Image picture = Color(width, height, seed);
        using Image inks = picture.IccTransform("cmyk", inputProfile: "srgb");
        return inks.JpegsaveBuffer(q: 95);
    }

    /// <summary>A truecolor PNG of a photograph, compressed carelessly.</summary>
    public static byte[] PhotoPng(int width = 200, int height = 150, int seed = 6)
    {
        using Image picture = Color(width, height, seed);
        return picture.PngsaveBuffer(compression: 1);
    }

    /// <summary>A truecolor PNG of a screen: few colors.</summary>
    public static byte[] ScreenPng(int width = 320, int height = 240, int seed = 7)
    {
        using Image picture = Image.NewFromMemory(Scene.Screen(width, height, seed), width, height, 3, Enums.BandFormat.Uchar);
        using Image screen = picture.Copy(interpretation: Enums.Interpretation.Srgb);
        return screen.PngsaveBuffer(compression: 6);
    }

    /// <summary>A color gradient that fades into full transparency.</summary>
    public static byte[] FadingPng(int width = 200, int height = 150)
    {
        using Image fading = Fading(width, height);
        return fading.PngsaveBuffer(compression: 1);
    }

    /// <summary>Sixteen bits a sample, all of them in use.</summary>
    public static byte[] DeepPng(int width = 120, int height = 90, int seed = 8)
    {
        using Image picture = Color(width, height, seed);
        using Image scaled = picture * 256 + Image.Xyz(width, height)[0] % 256;
        using Image deep = scaled.Cast(Enums.BandFormat.Ushort);
        using Image named = deep.Copy(interpretation: Enums.Interpretation.Rgb16);
        return named.PngsaveBuffer(compression: 1);
    }

    /// <summary>A ball that moves over a striped ground; each frame stays for a time of its own; repeats five times.</summary>
    public static byte[] AnimatedGif(int width = 96, int height = 64, int frames = 6)
    {
        using Image animation = Animation(width, height, frames);
        return animation.GifsaveBuffer(effort: 1, dither: 0, pageHeight: height);
    }

    /// <inheritdoc cref="AnimatedGif"/>
    public static byte[] AnimatedWebP(int width = 96, int height = 64, int frames = 6)
    {
        using Image animation = Animation(width, height, frames);
        return animation.WebpsaveBuffer(q: 98, effort: 0, pageHeight: height);
    }

    public static byte[] Gif(int width = 160, int height = 120, int seed = 9)
    {
        using Image picture = Color(width, height, seed);
        return picture.GifsaveBuffer(effort: 1);
    }

    /// <summary>A lossy WebP of very high quality.</summary>
    public static byte[] WebP(int width = 200, int height = 150, int seed = 10)
    {
        using Image picture = Color(width, height, seed);
        return picture.WebpsaveBuffer(q: 98, effort: 0);
    }

    /// <summary>A lossless WebP with transparency, written with little effort.</summary>
    public static byte[] LosslessWebP(int width = 200, int height = 150)
    {
        using Image fading = Fading(width, height);
        return fading.WebpsaveBuffer(lossless: true, exact: true, effort: 0, q: 0);
    }

    private static Image Color(int width, int height, int seed)
    {
        using Image raw = Image.NewFromMemory(Scene.Photo(width, height, seed), width, height, 3, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static Image Fading(int width, int height)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int at = 0; at < pixels.Length; at += 4)
        {
            int x = at / 4 % width, y = at / 4 / width;
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) =
                ((byte)(255 * x / width), (byte)(255 * y / height), (byte)(255 - (255 * x / width)), (byte)(255 * (width - 1 - x) / width));
        }

        using Image raw = Image.NewFromMemory(pixels, width, height, 4, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static Image Animation(int width, int height, int frames)
    {
        byte[] pixels = new byte[width * height * frames * 3];
        for (int at = 0; at < pixels.Length; at += 3)
        {
            int x = at / 3 % width, y = at / 3 / width % height, frame = at / 3 / width / height;
            int dx = x - (width * (frame + 1) / (frames + 1)), dy = y - (height / 2);
            bool ball = (dx * dx) + (dy * dy) < height * height / 16;
            (pixels[at], pixels[at + 1], pixels[at + 2]) = ball ? ((byte)220, (byte)40, (byte)40) : x / 8 % 2 == 0 ? (
                (byte)240, (byte)240, (byte)220) : ((byte)60, (byte)90, (byte)140);
        }

        using Image raw = Image.NewFromMemory(pixels, width, height * frames, 3, Enums.BandFormat.Uchar);
        using Image named = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return named.Mutate(image =>
        {
            image.Set(GValue.GIntType, "page-height", height);
            image.Set(GValue.ArrayIntType, "delay", Enumerable.Range(1, frames).Select(frame => frame * 50).ToArray());
            image.Set(GValue.GIntType, "loop", 5);
        });
    }
}
