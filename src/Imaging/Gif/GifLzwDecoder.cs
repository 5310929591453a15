namespace JpegReducer.Imaging.Gif;

/// <summary>Decodes the variable-length LZW codes of a frame (GIF89a specification, appendix F).</summary>
internal static class GifLzwDecoder
{
    public const int MinCodeSize = 1, MaxCodeSize = 8;

    private const int MaxCodes = 4096, MaxCodeBits = 12;

    /// <summary>Fills <paramref name="indices"/>; data after the last pixel is ignored.</summary>
    /// <returns>How many indices were decoded; fewer than requested if the data ends or contains an invalid code.</returns>
    public static int Decode(ReadOnlySpan<byte> data, int codeSize, Span<byte> indices)
    {
        if (codeSize is < MinCodeSize or > MaxCodeSize) return 0;

        int clear = 1 << codeSize, end = clear + 1;
        Span<short> prefix = stackalloc short[MaxCodes];
        Span<byte> suffix = stackalloc byte[MaxCodes];
        Span<ushort> length = stackalloc ushort[MaxCodes];
        for (int literal = 0; literal < clear; literal++) (suffix[literal], length[literal]) = ((byte)literal, 1);

        int next = end + 1, bits = codeSize + 1, previous = -1, written = 0, position = 0, available = 0;
        uint buffer = 0;
        while (written < indices.Length)
        {
            while (available < bits)
            {
                if (position == data.Length) return written;

                buffer |= (uint)data[position++] << available;
                available += 8;
            }

            int code = (int)(buffer & ((1u << bits) - 1));
            buffer >>= bits;
            available -= bits;

            if (code == clear)
            {
                (next, bits, previous) = (end + 1, codeSize + 1, -1);
                continue;
            }

            if (code == end) return written;
            if (previous < 0 ? code > clear : code > next) return written;

            // The code of the sequence that is not yet in the table: the previous one followed by its first index.
            bool isNew = code == next;
            int known = isNew ? previous : code;
            byte first = Write(known, prefix, suffix, length, indices[written..]);
            written = Math.Min(indices.Length, written + length[known]);
            if (isNew && written < indices.Length) indices[written++] = first;

            if (previous >= 0 && next < MaxCodes)
            {
                (prefix[next], suffix[next], length[next]) = ((short)previous, first, (ushort)(length[previous] + 1));
                next++;
                if (next == 1 << bits && bits < MaxCodeBits) bits++;
            }

            previous = code;
        }

        return written;
    }

    /// <summary>Writes a code's sequence from its last index to its first, up to the end of the buffer.</summary>
    private static byte Write(int code, ReadOnlySpan<short> prefix, ReadOnlySpan<byte> suffix, ReadOnlySpan<ushort> length, Span<byte> target)
    {
        for (int at = length[code] - 1; at > 0; at--)
        {
            if (at < target.Length) target[at] = suffix[code];
            code = prefix[code];
        }

        target[0] = suffix[code];
        return suffix[code];
    }
}
