using NetVips;

namespace JpegReducer.Support.Images;

/// <summary>A kind of content that JPEG files hold, of which each is hard for an encoder in another way.</summary>
public enum ContentKind
{
    /// <summary>Smooth areas, edges, texture and sensor noise.</summary>
    Photo,

    /// <summary>A photograph in which little is brighter than a tenth.</summary>
    DarkPhoto,

    /// <summary>A window with menus, buttons and small gray and colored text.</summary>
    Interface,

    /// <summary>Colored words on a dark ground.</summary>
    DarkCode,

    /// <summary>Black text on white.</summary>
    Text,

    /// <summary>Saturated bars, thin lines and discs on white.</summary>
    Chart,

    /// <summary>Red, blue and green lines of one pixel on white.</summary>
    ThinLines,

    /// <summary>Black slanted lines and circles on white.</summary>
    LineArt,

    /// <summary>Slow changes of color without any texture.</summary>
    Gradient,

    /// <summary>A photograph with a screen's text over a part of it.</summary>
    Mixed,

    /// <summary>Strong noise in all colors.</summary>
    Noise,
}

/// <summary>Pictures of each kind of content, made on the spot and the same on every run.</summary>
public static class ContentPictures
{
    private static readonly (byte Red, byte Green, byte Blue)[] Saturated =
        [(214, 39, 40), (31, 119, 180), (44, 160, 44), (255, 127, 14), (148, 103, 189), (227, 0, 120), (0, 160, 200), (200, 200, 0)];

    /// <summary>A JPEG by libjpeg-turbo.</summary>
    public static byte[] Jpeg(ContentKind kind, int width, int height, int seed, int quality, bool halfChroma)
    {
        using Image picture = Draw(kind, width, height, seed);
        return picture.JpegsaveBuffer(q: quality, subsampleMode: halfChroma ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off);
    }

    /// <summary>The pixels as a picture of libvips.</summary>
    public static Image Draw(ContentKind kind, int width, int height, int seed)
    {
        using Image raw = Image.NewFromMemory(Pixels(kind, width, height, seed), width, height, 3, Enums.BandFormat.Uchar);
        using Image picture = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.CopyMemory();
    }

    /// <summary>Red, green, blue, row by row.</summary>
    public static byte[] Pixels(ContentKind kind, int width, int height, int seed) => kind switch
    {
        ContentKind.Photo => Scene.Photo(width, height, seed),
        ContentKind.DarkPhoto => [.. Scene.Photo(width, height, seed).Select(sample => (byte)(sample * sample / 1100))],
        ContentKind.Interface => Interface(width, height, seed),
        ContentKind.DarkCode => DarkCode(width, height, seed),
        ContentKind.Text => Text(width, height, seed),
        ContentKind.Chart => Chart(width, height, seed),
        ContentKind.ThinLines => ThinLines(width, height, seed),
        ContentKind.LineArt => LineArt(width, height, seed),
        ContentKind.Gradient => Gradient(width, height, seed),
        ContentKind.Mixed => Mixed(width, height, seed),
        ContentKind.Noise => [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(Scene.Hash(i, 0, seed) * 255))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such content."),
    };

    private static byte[] Interface(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (246, 246, 248));
        canvas.Rectangle(0, 0, width, 18, (0, 95, 184));
        canvas.Text("FILE EDIT VIEW HELP", 6, 6, (255, 255, 255), 1.5);
        canvas.Rectangle(0, 18, width / 4.0, height, (228, 230, 235));
        for (int row = 0; row < (height / 22) + 1; row++)
        {
            double top = 26 + (row * 22);
            (byte, byte, byte) accent = Saturated[(row + seed) % Saturated.Length];
            canvas.Text(Lettering.Line(8, row + seed), 5, top + 3, (60, 60, 70), 1);
            canvas.Text(Lettering.Line(width / 9, row + (3 * seed)), (width / 4.0) + 8, top, row % 4 == 0 ? accent
                : ((byte)30, (byte)30, (byte)30), 1.5);
            if (row % 3 == 1)
            {
                canvas.Rectangle(width - 60, top - 3, 52, 16, accent);
                canvas.Text("APPLY", width - 50, top + 1, (255, 255, 255), 1.5);
            }
            else
            {
                canvas.Frame(width - 60, top - 3, 52, 16, 1, (150, 150, 160));
            }
        }

        return canvas.ToPixels();
    }

    private static byte[] DarkCode(int width, int height, int seed)
    {
        (byte, byte, byte)[] inks = [(86, 156, 214), (206, 145, 120), (181, 206, 168), (220, 220, 170), (212, 212, 212), (197, 134, 192),
            (255, 85, 85), (80, 250, 123)];
        Canvas canvas = new(width, height, (30, 30, 30));
        for (int row = 0; row < (height / 12) + 1; row++)
        {
            double left = 6 + ((row * 7 % 4) * 12);
            foreach ((string word, int i) in Lettering.Line(width / 7, (row * 3) + seed).Split(' ').Select((word, i) => (word, i)))
            {
                canvas.Text(word, left, 4 + (row * 12), inks[(row + i + seed) % inks.Length], 1.5);
                left += (word.Length + 1) * 6;
            }
        }

        return canvas.ToPixels();
    }

    private static byte[] Text(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (255, 255, 255));
        double size = 1 + (seed % 3 * 0.5);
        for (int row = 0; row < (height / (8 * size)) + 1; row++)
            canvas.Text(Lettering.Line((int)(width / (4 * size)), (row * 5) + seed), 4, 4 + (row * 8 * size), (0, 0, 0), size);
        return canvas.ToPixels();
    }

    private static byte[] Chart(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (255, 255, 255));
        for (double y = 10.5; y < height; y += 20) canvas.Line(20, y, width - 5, y, 1, (225, 225, 225));
        for (int bar = 0; bar * 24 < width - 60; bar++)
        {
            double top = height * (0.2 + (0.6 * Scene.Hash(bar, 1, seed)));
            canvas.Rectangle(26 + (bar * 24), top, 14, height - top - 12, Saturated[(bar + seed) % Saturated.Length]);
        }

        for (int series = 0; series < 3; series++)
        {
            (byte, byte, byte) color = Saturated[((series * 3) + seed) % Saturated.Length];
            double last = height * Scene.Hash(0, series + 2, seed);
            for (int i = 1; i * 16 < width - 30; i++)
            {
                double next = height * (0.1 + (0.8 * Scene.Hash(i, series + 2, seed)));
                canvas.Line(20 + ((i - 1) * 16), last, 20 + (i * 16), next, 1 + (series % 2), color);
                canvas.Disc(20 + (i * 16), next, 2, color);
                last = next;
            }
        }

        canvas.Line(20, 5, 20, height - 12, 1, (0, 0, 0));
        canvas.Line(20, height - 12, width - 5, height - 12, 1, (0, 0, 0));
        canvas.Text("TOTAL OF THE YEAR", 30, 4, (70, 70, 70), 1.5);
        return canvas.ToPixels();
    }

    private static byte[] ThinLines(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (255, 255, 255));
        (byte, byte, byte)[] inks = [(255, 0, 0), (0, 0, 255), (255, 0, 0), (0, 150, 0), (255, 0, 255)];
        for (int i = 0; i < (width + height) / 14; i++)
        {
            double x = Scene.Hash(i, 0, seed) * width, y = Scene.Hash(i, 1, seed) * height;
            (byte, byte, byte) ink = inks[(i + seed) % inks.Length];
            if (i % 3 == 0) canvas.Rectangle(Math.Floor(x), 0, 1, height, ink);
            else if (i % 3 == 1) canvas.Rectangle(0, Math.Floor(y), width, 1, ink);
            else canvas.Line(x, y, Scene.Hash(i, 2, seed) * width, Scene.Hash(i, 3, seed) * height, 1, ink);
        }

        return canvas.ToPixels();
    }

    private static byte[] LineArt(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (255, 255, 255));
        for (int i = 0; i < (width + height) / 20; i++)
        {
            double x = Scene.Hash(i, 0, seed) * width, y = Scene.Hash(i, 1, seed) * height;
            double radius = 6 + (Scene.Hash(i, 2, seed) * 40);
            canvas.Disc(x, y, radius, (0, 0, 0));
            canvas.Disc(x, y, radius - 1.5, (255, 255, 255));
            canvas.Line(x, y, Scene.Hash(i, 3, seed) * width, Scene.Hash(i, 4, seed) * height, 1.5, (0, 0, 0));
        }

        return canvas.ToPixels();
    }

    private static byte[] Gradient(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            double u = (double)(i % width) / width, v = (double)(i / width) / height;
            for (int color = 0; color < 3; color++)
            {
                double wave = Math.Sin((seed + color + 1) * ((u * (1 + color)) + (v * (2 - color))) * 1.7);
                pixels[(3 * i) + color] = (byte)(127.5 + (120 * wave));
            }
        }

        return pixels;
    }

    private static byte[] Mixed(int width, int height, int seed)
    {
        byte[] photo = Scene.Photo(width, height, seed);
        byte[] screen = Interface(width, height, seed);
        for (int i = 0; i < photo.Length; i++)
        {
            if (i / 3 % width > width / 2) photo[i] = screen[i];
        }

        return photo;
    }
}
