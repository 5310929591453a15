namespace JpegReducer.Imaging.Gif;

/// <summary>Encodes indices as variable-length LZW codes (GIF89a specification, appendix F).</summary>
internal static class GifLzwEncoder
{
    /// <summary>One less than the format allows: some decoders fail on the last code.</summary>
    private const int MaxCodes = 4095;

    private const int MaxCodeBits = 12, HashSize = 1 << 14;

    /// <summary>How many indices are coded with a full table before its compression ratio is checked.</summary>
    private const int CheckInterval = 8192;

    /// <summary>The smaller of two encodings: the table is cleared as soon as it is full, or when it compresses worse.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> indices, int codeSize, CancellationToken cancellationToken)
    {
        byte[] fresh = Encode(indices, codeSize, keepsFullTable: false, cancellationToken);
        byte[] kept = Encode(indices, codeSize, keepsFullTable: true, cancellationToken);
        return kept.Length < fresh.Length ? kept : fresh;
    }

    private static byte[] Encode(ReadOnlySpan<byte> indices, int codeSize, bool keepsFullTable, CancellationToken cancellationToken)
    {
        int clear = 1 << codeSize, end = clear + 1, next = end + 1;
        CodeTable table = new();
        CodeWriter writer = new(codeSize + 1);
        writer.Write(clear);
        if (indices.IsEmpty)
        {
            writer.Write(end);
            return writer.Finish();
        }

        int current = indices[0], checkedAt = 0;
        long checkedBits = 0;
        double bestRate = double.MaxValue;
        for (int at = 1; at < indices.Length; at++)
        {
            if (table.TryFollow(current, indices[at], out int longer))
            {
                current = longer;
                continue;
            }

            if ((at & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            writer.Write(current);
            // The decoder's table lags by one code, and so does its code length.
            if (next == 1 << writer.Bits && writer.Bits < MaxCodeBits) writer.Bits++;

            if (next < MaxCodes)
            {
                table.Add(current, indices[at], next++);
                (checkedAt, checkedBits, bestRate) = (at, writer.TotalBits, double.MaxValue);
            }
            else if (!keepsFullTable || IsStale(at))
            {
                writer.Write(clear);
                writer.Bits = codeSize + 1;
                table.Clear();
                next = end + 1;
            }

            current = indices[at];
        }

        writer.Write(current);
        if (next == 1 << writer.Bits && writer.Bits < MaxCodeBits) writer.Bits++;
        writer.Write(end);
        return writer.Finish();

        // Whether the full table compresses worse than before.
        bool IsStale(int at)
        {
            if (at - checkedAt < CheckInterval) return false;

            double rate = (double)(writer.TotalBits - checkedBits) / (at - checkedAt);
            (checkedAt, checkedBits) = (at, writer.TotalBits);
            bool stale = rate > bestRate * 1.05;
            bestRate = Math.Min(bestRate, rate);
            return stale;
        }
    }

    /// <summary>A hash table (open addressing) from a code and the next index to the code of the longer sequence.</summary>
    private sealed class CodeTable
    {
        private readonly int[] _keys = new int[HashSize];
        private readonly ushort[] _codes = new ushort[HashSize];

        public bool TryFollow(int code, byte index, out int longer)
        {
            int key = Key(code, index);
            for (int slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (HashSize - 1))
            {
                if (_keys[slot] != key) continue;

                longer = _codes[slot];
                return true;
            }

            longer = 0;
            return false;
        }

        public void Add(int code, byte index, int longer)
        {
            int key = Key(code, index), slot = Slot(key);
            while (_keys[slot] != 0) slot = (slot + 1) & (HashSize - 1);
            (_keys[slot], _codes[slot]) = (key, (ushort)longer);
        }

        public void Clear() => Array.Clear(_keys);

        // Plus one, since zero marks an empty slot.
        private static int Key(int code, byte index) => ((code << 8) | index) + 1;

        private static int Slot(int key) => (int)(((uint)key * 2654435761u) >> 18);
    }

    /// <summary>Packs codes, the first in the lowest bits.</summary>
    private sealed class CodeWriter(int bits)
    {
        private readonly List<byte> _bytes = [];
        private uint _buffer;
        private int _pending;

        /// <summary>The length of the next code.</summary>
        public int Bits { get; set; } = bits;

        public long TotalBits => (8L * _bytes.Count) + _pending;

        public void Write(int code)
        {
            _buffer |= (uint)code << _pending;
            for (_pending += Bits; _pending >= 8; _pending -= 8, _buffer >>= 8) _bytes.Add((byte)_buffer);
        }

        public byte[] Finish()
        {
            if (_pending > 0) _bytes.Add((byte)_buffer);
            return [.. _bytes];
        }
    }
}
