using System.Buffers.Binary;

namespace JpegReducer.Imaging.Png;

/// <summary>How a PNG stores its pixels.</summary>
/// <param name="ColourType">0 gray, 2 colour, 3 indexed, 4 gray with alpha, 6 colour with alpha (section 11.2.1).</param>
/// <param name="Depth">Bits for each sample or index.</param>
/// <param name="Palette">The colours, three bytes each, in front of which nothing depends on their order; empty without a palette.</param>
internal sealed record PngLayout(byte ColourType, int Depth, byte[] Palette)
{
    private const byte Indexed = 3, ColourBit = 2, AlphaBit = 4;

    public bool IsIndexed => ColourType == Indexed;

    public bool IsColour => (ColourType & ColourBit) != 0;

    public bool HasAlpha => (ColourType & AlphaBit) != 0;

    public static PngLayout Read(ReadOnlySpan<byte> png)
    {
        byte colourType = 0;
        int depth = 0;
        byte[] palette = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext() && !reader.Type.SequenceEqual("IDAT"u8))
        {
            if (reader.Type.SequenceEqual("IHDR"u8)) (depth, colourType) = (reader.Data[8], reader.Data[9]);
            else if (reader.Type.SequenceEqual("PLTE"u8)) palette = reader.Data.ToArray();
        }

        return new PngLayout(colourType, depth, palette);
    }

    /// <summary>Translates sBIT, the significant bits of each channel (section 11.3.2.5), to another layout.</summary>
    /// <returns><see langword="null"/> where it does not fit.</returns>
    public static byte[]? SignificantBits(ReadOnlySpan<byte> data, PngLayout from, PngLayout to)
    {
        int expected = (from.IsColour ? 3 : 1) + (from.HasAlpha ? 1 : 0);
        if (data.Length != expected) return null;

        byte[] colours = from.IsColour ? data[..3].ToArray() : [data[0], data[0], data[0]];
        if (!to.IsColour && (colours[0] != colours[1] || colours[1] != colours[2])) return null;

        int samples = to.IsIndexed ? 8 : to.Depth;
        byte[] bits = [.. to.IsColour ? colours : colours[..1], .. to.HasAlpha ? [from.HasAlpha ? data[^1] : (byte)samples] : Array.Empty<byte>()];
        return Array.TrueForAll(bits, count => count > 0 && count <= samples) ? bits : null;
    }

    /// <summary>Translates bKGD, the background to show the picture in front of (section 11.3.4.1), to another layout.</summary>
    /// <returns><see langword="null"/> where the other layout does not have the colour.</returns>
    public static byte[]? Background(ReadOnlySpan<byte> data, PngLayout from, PngLayout to)
    {
        if (from == to) return data.ToArray();
        if (from.ColourOf(data) is not { } colour) return null;

        if (to.IsIndexed)
        {
            for (int index = 0; 3 * index < to.Palette.Length; index++)
            {
                if (to.Palette[3 * index] * 257 == colour[0] && to.Palette[(3 * index) + 1] * 257 == colour[1] && to.Palette[(3 * index) + 2] * 257 == colour[2]) return [(byte)index];
            }

            return null;
        }

        int largest = (1 << to.Depth) - 1, step = ushort.MaxValue / largest;
        if (colour.Any(sample => sample % step != 0) || (!to.IsColour && (colour[0] != colour[1] || colour[1] != colour[2]))) return null;

        byte[] background = new byte[to.IsColour ? 6 : 2];
        for (int at = 0; at < background.Length; at += 2) BinaryPrimitives.WriteUInt16BigEndian(background.AsSpan(at), (ushort)(colour[at / 2] / step));
        return background;
    }

    /// <summary>Red, green and blue of 16 bits.</summary>
    private int[]? ColourOf(ReadOnlySpan<byte> background)
    {
        if (IsIndexed)
        {
            return background.Length == 1 && 3 * background[0] < Palette.Length ? [.. Palette.AsSpan(3 * background[0], 3).ToArray().Select(sample => sample * 257)] : null;
        }

        int step = ushort.MaxValue / ((1 << Depth) - 1);
        return background.Length switch
        {
            6 when IsColour => [Sample(background), Sample(background[2..]), Sample(background[4..])],
            2 when !IsColour => [Sample(background), Sample(background), Sample(background)],
            _ => null,
        };

        int Sample(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data) * step;
    }
}
