using System.Buffers.Binary;

namespace JpegReducer.Imaging.Tests.Gif;

/// <summary>Renders a GIF as browsers do. Implemented from the specification, independently of the engine.</summary>
internal static class ReferenceCompositor
{
    /// <param name="Pixels">Red, green, blue and alpha; what no frame covers is transparent.</param>
    /// <param name="Delay">Hundredths of a second.</param>
    public sealed record Shown(byte[] Pixels, int Delay);

    public static List<Shown> Show(byte[] gif)
    {
        int width = U16(gif, 6), height = U16(gif, 8), position = 13;
        byte[] globalTable = Table(gif, gif[10], ref position);
        byte[] canvas = new byte[4 * width * height];
        List<Shown> frames = [];
        (int disposal, int delay, int transparent) = (0, 0, -1);

        while (gif[position] is 0x21 or 0x2C)
        {
            if (gif[position] == 0x21)
            {
                if (gif[position + 1] == 0xF9)
                {
                    byte flags = gif[position + 3];
                    (disposal, delay, transparent) = ((flags >> 2) & 7, U16(gif, position + 4), (flags & 1) == 1 ? gif[position + 6] : -1);
                }

                position += 2;
                SubBlocks(gif, ref position);
                continue;
            }

            int left = U16(gif, position + 1), top = U16(gif, position + 3), columns = U16(gif, position + 5), rows = U16(gif, position + 7);
            byte descriptor = gif[position + 9];
            position += 10;
            byte[] table = (descriptor & 0x80) != 0 ? Table(gif, descriptor, ref position) : globalTable;
            int codeSize = gif[position++];
            List<byte> indices = Expand(SubBlocks(gif, ref position), codeSize, columns * rows);

            byte[] before = [.. canvas];
            int[] order =
                [.. (descriptor & 0x40) == 0 ? Enumerable.Range(0, rows)
                : new[] { (0, 8), (4, 8), (2, 4), (1, 2) }.SelectMany(
                pass => Enumerable.Range(0, rows).Where(row => row % pass.Item2 == pass.Item1))];
            for (int at = 0; at < columns * rows; at++)
            {
                int x = left + (at % columns), y = top + order[at / columns];
                if (x >= width || y >= height || indices[at] == transparent) continue;

                table.AsSpan(3 * indices[at], 3).CopyTo(canvas.AsSpan(4 * ((y * width) + x)));
                canvas[(4 * ((y * width) + x)) + 3] = 255;
            }

            frames.Add(new Shown([.. canvas], delay));
            if (disposal == 3) canvas = before;
            if (disposal == 2)
            {
                for (int y = top; y < Math.Min(height, top + rows); y++)
                {
                    for (int x = left; x < Math.Min(width, left + columns); x++) canvas.AsSpan(4 * ((y * width) + x), 4).Clear();
                }
            }

            (disposal, delay, transparent) = (0, 0, -1);
        }

        return frames;
    }

    public static void AssertShowTheSame(byte[] left, byte[] right)
    {
        Assert.Equal(left[6..10], right[6..10]);
        List<Shown> first = Show(left), second = Show(right);
        Assert.Equal(first.Select(frame => frame.Delay), second.Select(frame => frame.Delay));
        for (int frame = 0; frame < first.Count; frame++)
            Assert.True(first[frame].Pixels.AsSpan().SequenceEqual(second[frame].Pixels), $"Frame {frame} differs.");
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static byte[] Table(byte[] gif, byte flags, ref int position)
    {
        int length = (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
        position += length;
        return gif[(position - length)..position];
    }

    private static byte[] SubBlocks(byte[] gif, ref int position)
    {
        List<byte> data = [];
        while (gif[position] > 0)
        {
            data.AddRange(gif[(position + 1)..(position + 1 + gif[position])]);
            position += 1 + gif[position];
        }

        position++;
        return [.. data];
    }

    private static List<byte> Expand(byte[] data, int codeSize, int count)
    {
        List<byte> indices = [];
        List<byte[]> table = [];
        byte[]? previous = null;
        int clear = 1 << codeSize, bits = codeSize + 1, bit = 0;
        while (indices.Count < count)
        {
            int code = 0;
            for (int i = 0; i < bits; i++, bit++) code |= ((data[bit / 8] >> (bit % 8)) & 1) << i;
            if (code == clear)
            {
                table = [.. Enumerable.Range(0, clear + 2).Select(literal => new[] { (byte)literal })];
                (bits, previous) = (codeSize + 1, null);
                continue;
            }

            Assert.NotEqual(clear + 1, code);
            byte[] entry = code < table.Count ? table[code] : [.. previous!, previous![0]];
            if (previous is not null && table.Count < 4096) table.Add([.. previous, entry[0]]);
            if (table.Count == 1 << bits && bits < 12) bits++;
            indices.AddRange(entry);
            previous = entry;
        }

        return indices;
    }
}
