namespace JpegReducer.Support.Images;

/// <summary>Draws rectangles, lines, discs and lettering; each pixel is the mean of four smaller ones, so that slanted edges are smooth.</summary>
internal sealed class Canvas
{
    private const int Samples = 2;

    private readonly (byte Red, byte Green, byte Blue)[] _pixels;
    private readonly int _width;
    private readonly int _height;

    public Canvas(int width, int height, (byte Red, byte Green, byte Blue) background)
    {
        (_width, _height) = (width * Samples, height * Samples);
        _pixels = new (byte, byte, byte)[_width * _height];
        Array.Fill(_pixels, background);
    }

    public void Rectangle(double left, double top, double width, double height, (byte Red, byte Green, byte Blue) color)
    {
        for (int y = Math.Max((int)(top * Samples), 0); y < Math.Min((top + height) * Samples, _height); y++)
        {
            for (int x = Math.Max((int)(left * Samples), 0); x < Math.Min((left + width) * Samples, _width); x++) _pixels[(y * _width) + x] = color;
        }
    }

    public void Frame(double left, double top, double width, double height, double line, (byte Red, byte Green, byte Blue) color)
    {
        Rectangle(left, top, width, line, color);
        Rectangle(left, top + height - line, width, line, color);
        Rectangle(left, top, line, height, color);
        Rectangle(left + width - line, top, line, height, color);
    }

    public void Line(double x1, double y1, double x2, double y2, double line, (byte Red, byte Green, byte Blue) color)
    {
        int steps = (int)(Math.Max(Math.Abs(x2 - x1), Math.Abs(y2 - y1)) * Samples) + 1;
        for (int i = 0; i <= steps; i++)
        {
            double x = x1 + ((x2 - x1) * i / steps), y = y1 + ((y2 - y1) * i / steps);
            Rectangle(x - (line / 2), y - (line / 2), line, line, color);
        }
    }

    public void Disc(double x, double y, double radius, (byte Red, byte Green, byte Blue) color)
    {
        for (double row = -radius; row < radius; row += 1.0 / Samples)
        {
            double half = Math.Sqrt((radius * radius) - (row * row));
            Rectangle(x - half, y + row, 2 * half, 1.0 / Samples, color);
        }
    }

    /// <summary>Writes words of capital letters.</summary>
    /// <param name="text">A to Z and blanks.</param>
    /// <param name="left">Where the first letter begins.</param>
    /// <param name="top">The upper edge of the letters.</param>
    /// <param name="color">The ink.</param>
    /// <param name="size">How large a pixel of the font is; halves make strokes of a pixel and a half, as small text has.</param>
    public void Text(string text, double left, double top, (byte Red, byte Green, byte Blue) color, double size = 1)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int y = 0; y < Lettering.Rows; y++)
            {
                for (int x = 0; x < Lettering.Columns; x++)
                {
                    if (Lettering.Inks(text[i], x, y))
                        Rectangle(left + (((i * (Lettering.Columns + 1)) + x) * size), top + (y * size), size, size, color);
                }
            }
        }
    }

    /// <summary>Red, green, blue, row by row.</summary>
    public byte[] ToPixels()
    {
        int width = _width / Samples, height = _height / Samples;
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            int red = 0, green = 0, blue = 0;
            for (int sample = 0; sample < Samples * Samples; sample++)
            {
                (byte r, byte g, byte b) = _pixels[(((i / width * Samples) + (sample / Samples)) * _width) + (i % width * Samples)
                    + (sample % Samples)];
                (red, green, blue) = (red + r, green + g, blue + b);
            }

            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) =
                ((byte)((red + 2) / 4), (byte)((green + 2) / 4), (byte)((blue + 2) / 4));
        }

        return pixels;
    }
}
