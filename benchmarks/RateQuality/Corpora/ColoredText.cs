using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>Saturated text, red above all, on white, on black and on saturated grounds: half of its edges are in chroma alone.</summary>
internal static class ColoredText
{
    private static readonly ((byte, byte, byte) Ground, (byte, byte, byte) Ink)[] Bands =
    [
        ((255, 255, 255), (255, 0, 0)), ((0, 0, 0), (255, 0, 0)), ((255, 255, 255), (0, 0, 255)), ((0, 70, 160), (255, 40, 40)),
        ((230, 0, 0), (255, 255, 255)), ((128, 128, 128), (200, 0, 0)),
    ];

    public static byte[] Draw(int width, int height, int seed)
    {
        Canvas canvas = new(width, height, (255, 255, 255));
        double size = 1.5 + (seed % 2);
        double bandHeight = height / (double)Bands.Length, leading = 8 * size;
        for (int band = 0; band < Bands.Length; band++)
        {
            ((byte, byte, byte) ground, (byte, byte, byte) ink) = Bands[(band + seed) % Bands.Length];
            double top = band * bandHeight;
            canvas.Rectangle(0, top, width, bandHeight, ground);
            for (double y = top + 4; y + leading < top + bandHeight; y += leading)
                canvas.Text(Lettering.Line((int)(width / (4 * size)), (int)y + seed), 5, y, ink, size);
        }

        return canvas.ToPixels();
    }
}
