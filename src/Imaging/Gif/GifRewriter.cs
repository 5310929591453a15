using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Writes the same frames with the same indices, encoded again, and without unused colors and extensions.</summary>
/// <remarks>Keeps areas, disposals, delays and interlacing of all frames, so that it is correct for every intact GIF.</remarks>
internal static class GifRewriter
{
    private const byte ImageSeparator = 0x2C, Trailer = 0x3B, TableFlag = 0x80;

    public static byte[] Rewrite(GifFile source, MetadataPolicy policy, CancellationToken cancellationToken)
    {
        using MemoryStream file = new(source.Bytes.Length);
        GifPalette global = GifPalette.OfGlobal(source, cancellationToken);

        file.Write(source.Bytes.AsSpan(0, 10));
        file.WriteByte(global.WithSize(source.Bytes[10]));
        file.WriteByte(global.Map(source.Bytes[11]));
        file.WriteByte(source.Bytes[12]);
        file.Write(global.Table);

        foreach (GifBlock block in source.Blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (block.Frame is { } frame) Write(file, source, frame, global, cancellationToken);
            else if (GifMetadata.Keeps(source.Bytes.AsSpan(block.Place), policy)) file.Write(source.Bytes.AsSpan(block.Place));
        }

        file.WriteByte(Trailer);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, GifFile source, GifFrame frame, GifPalette global, CancellationToken cancellationToken)
    {
        byte[] indices = GifPalette.Indices(source, frame);
        GifPalette palette = frame.HasLocalTable ? GifPalette.OfLocal(source, frame, indices) : global;

        if (frame.Control is { } control)
        {
            // The index of a color that was removed now belongs to another one.
            byte flags = palette.Has(control.TransparentIndex) ? control.Flags : (byte)(control.Flags & ~GifControl.TransparencyFlag);
            file.Write([0x21, 0xF9, 4, flags, (byte)control.Delay, (byte)(control.Delay >> 8), palette.Map(control.TransparentIndex), 0]);
        }

        file.WriteByte(ImageSeparator);
        file.Write(source.Bytes.AsSpan(frame.LocalTable.Start.Value - 9, 8));
        file.WriteByte(frame.HasLocalTable ? palette.WithSize(frame.Flags) : frame.Flags);
        if (frame.HasLocalTable) file.Write(palette.Table);

        byte[] stored = source.DataOf(frame);
        byte codeSize = frame.CodeSize;

        // A frame without area has no pixels to encode: its data is kept.
        if (frame.Pixels > 0)
        {
            for (int at = 0; at < indices.Length; at++) indices[at] = palette.Map(indices[at]);
            int size = CodeSizeOf(indices);
            byte[] coded = GifLzwEncoder.Encode(indices, size, cancellationToken);
            if (!palette.IsUnchanged || coded.Length < stored.Length) (stored, codeSize) = (coded, (byte)size);
        }

        file.WriteByte(codeSize);
        WriteSubBlocks(file, stored);
    }

    private static int CodeSizeOf(ReadOnlySpan<byte> indices)
    {
        byte largest = 0;
        foreach (byte index in indices) largest = Math.Max(largest, index);

        // At least two, also for one bit (appendix F).
        int size = 2;
        while (largest >> size != 0) size++;
        return size;
    }

    private static void WriteSubBlocks(MemoryStream file, ReadOnlySpan<byte> data)
    {
        for (; !data.IsEmpty; data = data[Math.Min(data.Length, byte.MaxValue)..])
        {
            int length = Math.Min(data.Length, byte.MaxValue);
            file.WriteByte((byte)length);
            file.Write(data[..length]);
        }

        file.WriteByte(0);
    }

    /// <summary>A color table without the colors that no frame uses.</summary>
    private sealed class GifPalette
    {
        private readonly byte[]? _map;
        private readonly bool[] _used;

        private GifPalette(byte[] table, bool[] used, byte[]? map) => (Table, _used, _map) = (table, used, map);

        public byte[] Table { get; }

        /// <summary>Whether all indices stay as they are.</summary>
        public bool IsUnchanged => _map is null;

        public static byte[] Indices(GifFile source, GifFrame frame)
        {
            byte[] indices = new byte[frame.Pixels];
            GifLzwDecoder.Decode(source.DataOf(frame), frame.CodeSize, indices);
            return indices;
        }

        public static GifPalette OfGlobal(GifFile source, CancellationToken cancellationToken)
        {
            byte[] table = source.Bytes[source.GlobalTable];
            bool[] used = new bool[256];
            if (table.Length == 0 || source.HasPlainText) return new GifPalette(table, used, map: null);

            // Some viewers fill the screen with the background color.
            used[source.Bytes[11]] = 3 * source.Bytes[11] < table.Length;
            foreach (GifFrame frame in source.Frames)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!frame.HasLocalTable) Mark(Indices(source, frame), used);
            }

            return Compact(table, used);
        }

        public static GifPalette OfLocal(GifFile source, GifFrame frame, ReadOnlySpan<byte> indices)
        {
            bool[] used = new bool[256];
            Mark(indices, used);
            return Compact(source.Bytes[frame.LocalTable], used);
        }

        /// <summary>Whether an index still has its color.</summary>
        public bool Has(byte index) => IsUnchanged || _used[index];

        /// <summary>The new index; 0 for an index that no pixel uses.</summary>
        public byte Map(byte index) => _map is null ? index : _map[index];

        /// <summary>The flags of a descriptor with the size of this table.</summary>
        public byte WithSize(byte flags) => (flags & TableFlag) == 0 ? flags : (byte)((flags & ~7) | (Bits(Table.Length / 3) - 1));

        private static void Mark(ReadOnlySpan<byte> indices, bool[] used)
        {
            foreach (byte index in indices) used[index] = true;
        }

        private static GifPalette Compact(byte[] table, bool[] used)
        {
            byte[] kept = [.. Enumerable.Range(0, used.Length).Where(index => used[index]).Select(index => (byte)index)];

            // An index beyond the table has no color, and must not get one.
            bool isWhole = kept.Length > 0 && 3 * kept[^1] < table.Length;
            int size = 1 << Bits(kept.Length);
            if (!isWhole || 3 * size >= table.Length) return new GifPalette(table, used, map: null);

            byte[] map = new byte[256], compact = new byte[3 * size];
            for (int index = 0; index < kept.Length; index++)
            {
                map[kept[index]] = (byte)index;
                table.AsSpan(3 * kept[index], 3).CopyTo(compact.AsSpan(3 * index));
            }

            return new GifPalette(compact, used, map);
        }

        private static int Bits(int colors)
        {
            int bits = 1;
            while (1 << bits < colors) bits++;
            return bits;
        }
    }
}
