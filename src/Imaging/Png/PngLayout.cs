using System.Buffers.Binary;

namespace JpegReducer.Imaging.Png;

/// <summary>How a PNG stores its pixels.</summary>
/// <param name="ColorType">0 gray, 2 color, 3 indexed, 4 gray with alpha, 6 color with alpha (section 11.2.1).</param>
/// <param name="Depth">Bits for each sample or index.</param>
/// <param name="Palette">The colors, three bytes each; empty without a palette.</param>
internal sealed record PngLayout(byte ColorType, int Depth, byte[] Palette)
{
    private const byte Indexed = 3, ColorBit = 2, AlphaBit = 4;

    public bool IsIndexed => ColorType == Indexed;

    public bool IsColor => (ColorType & ColorBit) != 0;

    public bool HasAlpha => (ColorType & AlphaBit) != 0;

    public static PngLayout Read(ReadOnlySpan<byte> png)
    {
        byte colorType = 0;
        int depth = 0;
        byte[] palette = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext() && !reader.Type.SequenceEqual("IDAT"u8))
        {
            if (reader.Type.SequenceEqual("IHDR"u8)) (depth, colorType) = (reader.Data[8], reader.Data[9]);
            else if (reader.Type.SequenceEqual("PLTE"u8)) palette = reader.Data.ToArray();
        }

        return new PngLayout(colorType, depth, palette);
    }

    /// <summary>Translates sBIT, the significant bits of each channel (section 11.3.2.5), to another layout.</summary>
    /// <returns><see langword="null"/> if it does not fit.</returns>
    public static byte[]? SignificantBits(ReadOnlySpan<byte> data, PngLayout from, PngLayout to)
    {
        int expected = (from.IsColor ? 3 : 1) + (from.HasAlpha ? 1 : 0);
        if (data.Length != expected) return null;

        byte[] colors = from.IsColor ? data[..3].ToArray() : [data[0], data[0], data[0]];
        if (!to.IsColor && (colors[0] != colors[1] || colors[1] != colors[2])) return null;

        int samples = to.IsIndexed ? 8 : to.Depth;
        byte[] bits = [.. to.IsColor ? colors : colors[..1], .. to.HasAlpha ? [from.HasAlpha ? data[^1] : (byte)samples] : Array.Empty<byte>()];
        return Array.TrueForAll(bits, count => count > 0 && count <= samples) ? bits : null;
    }

    /// <summary>Translates bKGD, the background color (section 11.3.4.1), to another layout.</summary>
    /// <returns><see langword="null"/> if the other layout does not have the color.</returns>
    public static byte[]? Background(ReadOnlySpan<byte> data, PngLayout from, PngLayout to)
    {
        if (from == to) return data.ToArray();
        if (from.ColorOf(data) is not { } color) return null;

        if (to.IsIndexed)
        {
            for (int index = 0; 3 * index < to.Palette.Length; index++)
            {
                if (to.Palette[3 * index] * 257 == color[0] && to.Palette[(3 * index) + 1] * 257 == color[1]
                    && to.Palette[(3 * index) + 2] * 257 == color[2])
                    return [(byte)index];
            }

            return null;
        }

        int largest = (1 << to.Depth) - 1, step = ushort.MaxValue / largest;
        if (color.Any(sample => sample % step != 0) || (!to.IsColor && (color[0] != color[1] || color[1] != color[2]))) return null;

        byte[] background = new byte[to.IsColor ? 6 : 2];
        for (int at = 0; at < background.Length; at += 2)
            BinaryPrimitives.WriteUInt16BigEndian(background.AsSpan(at), (ushort)(color[at / 2] / step));
        return background;
    }

    /// <summary>Red, green and blue of 16 bits.</summary>
    private int[]? ColorOf(ReadOnlySpan<byte> background)
    {
        if (IsIndexed)
        {
            return background.Length == 1 && 3 * background[0] < Palette.Length
                ? [.. Palette.AsSpan(3 * background[0], 3).ToArray().Select(sample => sample * 257)] : null;
        }

        int step = ushort.MaxValue / ((1 << Depth) - 1);
        return background.Length switch
        {
            6 when IsColor => [Sample(background), Sample(background[2..]), Sample(background[4..])],
            2 when !IsColor => [Sample(background), Sample(background), Sample(background)],
            _ => null,
        };

        int Sample(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data) * step;
    }
}
