namespace JpegReducer.Imaging.Tests.Gif;

/// <summary>Writes valid and invalid GIF files block by block, without compression.</summary>
internal sealed class GifBuilder
{
    private readonly List<byte> _bytes = [];

    /// <param name="width">Of the logical screen.</param>
    /// <param name="height">Of the logical screen.</param>
    /// <param name="table">The global colors, a power of two of them, as 0xRRGGBB; empty for none.</param>
    /// <param name="background">The index of the background color.</param>
    /// <param name="aspect">The aspect ratio of a pixel.</param>
    public GifBuilder(int width, int height, uint[] table, byte background = 0, byte aspect = 0)
    {
        _bytes.AddRange("GIF89a"u8);
        _bytes.AddRange([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), TableFlags(table), background, aspect]);
        AddTable(table);
    }

    public GifBuilder Control(int disposal = 0, int delay = 0, int transparent = -1, bool waitsForUser = false)
    {
        _bytes.AddRange(
            [0x21, 0xF9, 4, (byte)((disposal << 2) | (waitsForUser ? 2 : 0) | (transparent >= 0 ? 1 : 0)), (byte)delay, (byte)(delay >> 8),
            (byte)Math.Max(0, transparent), 0]);
        return this;
    }

    /// <summary>Adds a picture; its indices are in the order in which they are stored.</summary>
    public GifBuilder Frame(
        int left, int top, int width, int height, byte[] indices, uint[]? table = null, bool interlaced = false, int codeSize = 8,
        int missing = 0)
    {
        _bytes.Add(0x2C);
        foreach (int value in new[] { left, top, width, height }) _bytes.AddRange([(byte)value, (byte)(value >> 8)]);
        _bytes.Add((byte)(TableFlags(table ?? []) | (interlaced ? 0x40 : 0)));
        AddTable(table ?? []);
        _bytes.Add((byte)codeSize);
        AddSubBlocks(Codes(indices.AsSpan(0, indices.Length - missing), codeSize));
        return this;
    }

    public GifBuilder Loops(int count) => Application("NETSCAPE2.0", [1, (byte)count, (byte)(count >> 8)]);

    public GifBuilder Application(string name, ReadOnlySpan<byte> data)
    {
        _bytes.AddRange([0x21, 0xFF, 11, .. System.Text.Encoding.ASCII.GetBytes(name)]);
        AddSubBlocks(data);
        return this;
    }

    public GifBuilder Comment(string text)
    {
        _bytes.AddRange([0x21, 0xFE]);
        AddSubBlocks(System.Text.Encoding.UTF8.GetBytes(text));
        return this;
    }

    public byte[] End(byte ending = 0x3B) => [.. _bytes, ending];

    private static byte TableFlags(uint[] table) =>
        table.Length == 0 ? (byte)0 : (byte)(0xF0 | (System.Numerics.BitOperations.Log2((uint)table.Length) - 1));

    private void AddTable(uint[] table) => _bytes.AddRange(table.SelectMany(color => new[] { (byte)(color >> 16), (byte)(color >> 8), (byte)color }));

    private void AddSubBlocks(ReadOnlySpan<byte> data)
    {
        for (; !data.IsEmpty; data = data[Math.Min(255, data.Length)..])
        {
            _bytes.Add((byte)Math.Min(255, data.Length));
            _bytes.AddRange(data[..Math.Min(255, data.Length)]);
        }

        _bytes.Add(0);
    }

    /// <summary>Literal codes only; the table is cleared before the code length increases.</summary>
    private static byte[] Codes(ReadOnlySpan<byte> indices, int codeSize)
    {
        int clear = 1 << codeSize;
        List<int> codes = [clear];
        for (int at = 0; at < indices.Length; at++)
        {
            if (at > 0 && at % (clear - 2) == 0) codes.Add(clear);
            codes.Add(indices[at]);
        }

        codes.Add(clear + 1);
        byte[] packed = new byte[((codes.Count * (codeSize + 1)) + 7) / 8];
        for (int bit = 0; bit < codes.Count * (codeSize + 1); bit++)
        {
            if ((codes[bit / (codeSize + 1)] >> (bit % (codeSize + 1)) & 1) != 0) packed[bit / 8] |= (byte)(1 << (bit % 8));
        }

        return packed;
    }
}
