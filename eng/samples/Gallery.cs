using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Samples;

/// <summary>One image for each thing that the engine must get right.</summary>
internal static class Gallery
{
    public static IEnumerable<(string Name, byte[] Bytes)> Render()
    {
        yield return ("valley.jpg", Landscape(1200, 800, seed: 11, artist: true).JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off));
        yield return ("evening.jpg",
            Landscape(1024, 768, seed: 23, warmth: 40).JpegsaveBuffer(q: 90, subsampleMode: Enums.ForeignSubsample.On, interlace: true));
        yield return ("portrait-turned.jpg",
            Landscape(900, 600, seed: 31, orientation: 6, artist: true).JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off));
        yield return ("wide-gamut.jpg", Landscape(800, 533, seed: 47).IccTransform("p3", inputProfile: "srgb").JpegsaveBuffer(q: 94));
        yield return ("already-small.jpg",
            Landscape(640, 427, seed: 59)
            .JpegsaveBuffer(q: 45, trellisQuant: true, optimizeCoding: true, interlace: true, optimizeScans: true));
        yield return ("letter.jpg", Page(850, 1100).JpegsaveBuffer(q: 92));
        yield return ("screen.png", Screen(1280, 720, seed: 3).PngsaveBuffer(compression: 6));
        yield return ("fade.png", Fade(480, 360).PngsaveBuffer(compression: 6));
        yield return ("balls.gif", Balls(240, 160, frames: 20).GifsaveBuffer(effort: 1, dither: 0, pageHeight: 160));
        yield return ("meadow.webp", Landscape(800, 600, seed: 71).WebpsaveBuffer(q: 95, effort: 2));
    }

    private static Image Landscape(int width, int height, int seed, double warmth = 0, int orientation = 1, bool artist = false)
    {
        Image scene = Color(Scene.Photo(width, height, seed), width, height, bands: 3);
        if (warmth != 0) scene = (scene + new[] { warmth, 0, -warmth }).Cast(Enums.BandFormat.Uchar);

        return scene.Mutate(image =>
        {
            if (orientation != 1) image.Set(GValue.GIntType, "orientation", orientation);
            if (!artist) return;

            image.Set(GValue.GStrType, "exif-ifd0-Make", "Rendered (Rendered, ASCII, 9 components, 9 bytes)");
            image.Set(GValue.GStrType, "exif-ifd0-Artist", "JpegReducer (JpegReducer, ASCII, 12 components, 12 bytes)");
        });
    }

    private static Image Screen(int width, int height, int seed) => Color(Scene.Screen(width, height, seed), width, height, bands: 3);

    /// <summary>Black words on paper, a little soft, as a scanner sees them.</summary>
    private static Image Page(int width, int height)
    {
        const int TitleBar = 20;
        Image lines = Screen(width * 4 / 5, height - 80, seed: 5).ExtractArea(0, TitleBar, width * 4 / 5, height - 80 - TitleBar);
        Image ink = lines.ExtractBand(0) > 128;
        Image page = ink.Embed(width / 10, 50, width, height, extend: Enums.Extend.White);
        return ((page.Gaussblur(0.7) * 0.85) + 30).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
    }

    /// <summary>Every hue, fading towards the lower edge.</summary>
    private static Image Fade(int width, int height)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int at = 0; at < pixels.Length; at += 4)
        {
            double hue = at / 4 % width * 6.0 / width, fade = 1 - ((double)(at / 4 / width) / (height - 1));
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (Part(hue + 3), Part(hue + 1), Part(hue + 5));
            pixels[at + 3] = (byte)(255 * fade);
        }

        return Color(pixels, width, height, bands: 4);

        static byte Part(double hue) => (byte)(255 * Math.Clamp(Math.Abs((hue % 6) - 3) - 1, 0, 1));
    }

    private static Image Balls(int width, int height, int frames)
    {
        byte[] pixels = new byte[width * height * frames * 3];
        for (int at = 0; at < pixels.Length; at += 3)
        {
            int x = at / 3 % width, y = at / 3 / width % height, frame = at / 3 / width / height;
            (pixels[at], pixels[at + 1], pixels[at + 2]) = Ball(x, y, frame, 0) ? ((byte)214, (byte)64, (byte)54)
                : Ball(x, y, frame, 7) ? ((byte)43, (byte)120, (byte)190)
                : (y / 20 + (x / 20)) % 2 == 0 ? ((byte)238, (byte)236, (byte)225) : ((byte)222, (byte)218, (byte)203);
        }

        return Color(pixels, width, height * frames, bands: 3).Mutate(image =>
        {
            image.Set(GValue.GIntType, "page-height", height);
            image.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat(60, frames).ToArray());
            image.Set(GValue.GIntType, "loop", 0);
        });

        bool Ball(int x, int y, int frame, int start)
        {
            double turn = 2 * Math.PI * (frame + start) / frames;
            double dx = x - (width * (0.5 + (0.35 * Math.Cos(turn)))), dy = y - (height * (0.5 + (0.3 * Math.Sin(turn))));
            return (dx * dx) + (dy * dy) < 24 * 24;
        }
    }

    private static Image Color(byte[] pixels, int width, int height, int bands) =>
        Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
}
