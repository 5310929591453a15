using JpegReducer.Imaging.Fidelity;

namespace JpegReducer.Imaging.Tests.Fidelity;

/// <summary>
/// A picture that can be reproduced on any machine and in any language: integers only. The reference scores were computed from
/// these pixels, so that a change of the picture invalidates them.
/// </summary>
internal sealed record TestPicture(byte[] Pixels, int Width, int Height, bool HasAlpha = false)
{
    public RgbPicture AsRgb() => new(Pixels, Width, Height, HasAlpha);

    private int Samples => HasAlpha ? 4 : 3;

    /// <summary>Gradients, stripes, grain, flat tiles and a dark disc, as in photographs and drawings.</summary>
    public static TestPicture Scene(int width, int height) => Make(width, height, (x, y) =>
    {
        int fromCentre = ((x - (width / 2)) * (x - (width / 2))) + ((y - (height / 2)) * (y - (height / 2)));
        if (fromCentre < width * height / 40) return (30, 22, 40);
        if (((x / 37) + (y / 29)) % 5 == 0) return (250, 250, 245);

        int stripes = Triangle((3 * x) + (7 * y), 89);
        int grain = Noise(x, y, 0);
        return (
            ((5 * Triangle(x + (y / 2), 211)) + (2 * stripes) + grain) / 8,
            ((5 * Triangle(x + (2 * y), 347)) + (2 * stripes) + grain) / 8,
            ((5 * Triangle((2 * x) + y, 173)) + (2 * stripes) + grain) / 8);
    });

    /// <summary>Lines of dark and of red marks, five by seven pixels each, on white and on light gray, as in a page of text.</summary>
    public static TestPicture Text(int width, int height) => Make(width, height, (x, y) =>
    {
        (int column, int line) = (x / 6, y / 11);
        int paper = line % 4 == 3 ? 225 : 255;
        bool isMark = x % 6 < 5 && y % 11 < 7 && Noise(column, line, 4) > 40 && Noise((5 * column) + (x % 6), (7 * line) + (y % 11), 5) > 140;
        if (!isMark) return (paper, paper, paper);

        return line % 3 == 1 ? (200, 20, 30) : (25, 25, 40);
    });

    /// <summary>A smooth gradient of few steps from top to bottom, as in a clear sky.</summary>
    public static TestPicture Sky(int width, int height) => Make(width, height, (x, y) =>
        (90 + (40 * y / height), 140 + (30 * y / height), 215 + (20 * (x + y) / (width + height))));

    /// <summary>One of the pictures, by its name in <see cref="ReferenceDistances"/>.</summary>
    public static TestPicture Named(string name, int width, int height) => name switch
    {
        nameof(Scene) => Scene(width, height),
        nameof(Text) => Text(width, height),
        nameof(Sky) => Sky(width, height),
        nameof(Veiled) => Scene(width, height).Veiled(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such picture."),
    };

    /// <summary>The same picture with an alpha pattern of transparent, translucent and opaque diamonds.</summary>
    public TestPicture Veiled()
    {
        byte[] veiled = new byte[Width * Height * 4];
        for (int i = 0; i < Width * Height; i++)
        {
            Pixels.AsSpan(i * 3, 3).CopyTo(veiled.AsSpan(i * 4));
            veiled[(i * 4) + 3] = (byte)Math.Clamp((2 * Triangle((i % Width) + (i / Width), 61)) - 100, 0, 255);
        }

        return new TestPicture(veiled, Width, Height, HasAlpha: true);
    }

    /// <summary>Each color sample rounded to the middle of its sixteenth: banding.</summary>
    public TestPicture Posterized() => Map((_, _, _, sample) => (sample & 0xF0) | 8);

    /// <summary>Color samples moved by up to <paramref name="strength"/> either way.</summary>
    public TestPicture Noisy(int strength) =>
        Map((x, y, color, sample) => sample + (Noise(x, y, color + 1) * ((2 * strength) + 1) / 256) - strength);

    /// <summary>Lighter by <paramref name="steps"/>.</summary>
    public TestPicture Lighter(int steps) => Map((_, _, _, sample) => sample + steps);

    /// <summary>More red, less blue.</summary>
    public TestPicture Warmer() => Map((_, _, color, sample) => color switch { 0 => sample + 6, 2 => sample - 6, _ => sample });

    /// <summary>The mean of 3 × 3 pixels, with repeated edges.</summary>
    public TestPicture Blurred() => Map((x, y, color, _) =>
    {
        int sum = 0;
        for (int dy = -1; dy <= 1; dy++)
        {
            for (int dx = -1; dx <= 1; dx++) sum += At(x + dx, y + dy, color);
        }

        return sum / 9;
    });

    /// <summary>The mean of each sample and the first one of its 8 × 8 block: blocking.</summary>
    public TestPicture Blocky() => Map((x, y, color, sample) => (sample + At(x / 8 * 8, y / 8 * 8, color)) / 2);

    /// <summary>One of the distortions, by its name in <see cref="ReferenceScores"/>.</summary>
    public TestPicture Distorted(string distortion) => distortion switch
    {
        "Posterized" => Posterized(),
        "Noisy2" => Noisy(2),
        "Noisy20" => Noisy(20),
        "Lighter" => Lighter(3),
        "Warmer" => Warmer(),
        "Blurred" => Blurred(),
        "Blocky" => Blocky(),
        _ => throw new ArgumentOutOfRangeException(nameof(distortion), distortion, "No such distortion."),
    };

    private static TestPicture Make(int width, int height, Func<int, int, (int Red, int Green, int Blue)> color)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int red, int green, int blue) = color(i % width, i / width);
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return new TestPicture(pixels, width, height);
    }

    public TestPicture Map(Func<int, int, int, int, int> change)
    {
        byte[] changed = [.. Pixels];
        for (int i = 0; i < Width * Height; i++)
        {
            for (int color = 0; color < 3; color++)
            {
                int sample = Pixels[(i * Samples) + color];
                changed[(i * Samples) + color] = (byte)Math.Clamp(change(i % Width, i / Width, color, sample), 0, 255);
            }
        }

        return this with { Pixels = changed };
    }

    private int At(int x, int y, int color) =>
        Pixels[(((Math.Clamp(y, 0, Height - 1) * Width) + Math.Clamp(x, 0, Width - 1)) * Samples) + color];

    /// <summary>0 at whole periods, 255 halfway.</summary>
    private static int Triangle(int value, int period) => 255 - (Math.Abs((2 * (value % period)) - period) * 255 / period);

    /// <summary>Pseudo-random, 0 to 255.</summary>
    private static int Noise(int x, int y, int channel)
    {
        uint hash = unchecked(((uint)x * 374761393u) + ((uint)y * 668265263u) + ((uint)channel * 2246822519u));
        hash = unchecked((hash ^ (hash >> 13)) * 1274126177u);
        return (int)((hash ^ (hash >> 16)) & 0xFF);
    }
}
