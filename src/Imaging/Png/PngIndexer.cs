using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>Writes a picture of at most 256 colors as indices into a palette, exactly.</summary>
internal static class PngIndexer
{
    private const int MaxColors = 256;

    /// <param name="picture">Eight bits per sample; gray or color, with or without alpha. Read once, from top to bottom.</param>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    /// <returns>A PNG without ancillary chunks; <see langword="null"/> if the picture has too many colors.</returns>
    public static byte[]? Encode(Image picture, CancellationToken cancellationToken)
    {
        byte[] indices = new byte[(long)picture.Width * picture.Height];
        Dictionary<uint, byte> palette = new(MaxColors);
        using Region region = Region.New(picture);

        for (int row = 0; row < picture.Height; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] samples = region.Fetch(0, row, picture.Width, 1);
            if (!Index(samples, picture.Bands, palette, indices.AsSpan(row * picture.Width, picture.Width))) return null;
        }

        // Translucent colors are first, so that tRNS can end with the last of them.
        uint[] ordered = [.. palette.Keys.OrderBy(color => color >> 24 == 255).ThenBy(color => color & 0xFFFFFF).ThenBy(color => color)];
        byte[] renumbered = new byte[MaxColors];
        for (int index = 0; index < ordered.Length; index++) renumbered[palette[ordered[index]]] = (byte)index;

        return Write(picture.Width, picture.Height, ordered, indices, renumbered);
    }

    private static bool Index(ReadOnlySpan<byte> samples, int bands, Dictionary<uint, byte> palette, Span<byte> indices)
    {
        uint last = 0;
        byte lastIndex = 0;
        bool any = false;
        for (int column = 0; column < indices.Length; column++)
        {
            uint color = Color(samples.Slice(column * bands, bands));
            if (!any || color != last)
            {
                ref byte index = ref CollectionsMarshal.GetValueRefOrAddDefault(palette, color, out bool known);
                if (!known)
                {
                    if (palette.Count > MaxColors) return false;

                    index = (byte)(palette.Count - 1);
                }

                (last, lastIndex, any) = (color, index, true);
            }

            indices[column] = lastIndex;
        }

        return true;
    }

    /// <summary>Alpha, red, green, blue, from the highest byte down.</summary>
    private static uint Color(ReadOnlySpan<byte> pixel) => pixel switch
    {
        [var gray] => 0xFF000000 | (gray * 0x010101u),
        [var gray, var alpha] => ((uint)alpha << 24) | (gray * 0x010101u),
        [var red, var green, var blue] => 0xFF000000 | ((uint)red << 16) | ((uint)green << 8) | blue,
        [var red, var green, var blue, var alpha] => ((uint)alpha << 24) | ((uint)red << 16) | ((uint)green << 8) | blue,
        _ => throw new ArgumentException("A pixel has one to four samples.", nameof(pixel)),
    };

    private static byte[] Write(int width, int height, uint[] palette, byte[] indices, byte[] renumbered)
    {
        int depth = palette.Length switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = 3; // Indexed color

        using PngWriter file = new();
        file.Write("IHDR"u8, header);
        file.Write("PLTE"u8, palette.SelectMany(color => new[] { (byte)(color >> 16), (byte)(color >> 8), (byte)color }).ToArray());
        byte[] alphas = [.. palette.Select(color => (byte)(color >> 24)).TakeWhile(alpha => alpha < 255)];
        if (alphas.Length > 0) file.Write("tRNS"u8, alphas);

        file.Write("IDAT"u8, PngWriter.Deflate(Rows(width, height, depth, indices, renumbered)));
        return file.Finish();
    }

    /// <summary>Packs the indices, the leftmost in the highest bits, after filter type 0: indices have no gradient to predict.</summary>
    private static byte[] Rows(int width, int height, int depth, byte[] indices, byte[] renumbered)
    {
        int stride = 1 + (((width * depth) + 7) / 8);
        byte[] rows = new byte[(long)stride * height];
        for (int row = 0; row < height; row++)
        {
            Span<byte> packed = rows.AsSpan((row * stride) + 1, stride - 1);
            for (int column = 0; column < width; column++)
            {
                int bit = column * depth;
                packed[bit >> 3] |= (byte)(renumbered[indices[(row * width) + column]] << (8 - depth - (bit & 7)));
            }
        }

        return rows;
    }
}
