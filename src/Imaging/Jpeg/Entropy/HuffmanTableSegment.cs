
namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>Reads DHT segments (T.81, B.2.4.2).</summary>
internal static class HuffmanTableSegment
{
    private const int CountsLength = 16;

    /// <summary>Stores each table of the segment in its slot.</summary>
    /// <returns>
    /// <see langword="false"/> if the segment is invalid. An invalid table is stored as <see cref="HuffmanDecoder.Invalid"/>, and affects
    /// only scans that use it.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> segment, HuffmanDecoder?[] dcTables, HuffmanDecoder?[] acTables)
    {
        while (!segment.IsEmpty)
        {
            if (segment.Length < 1 + CountsLength) return false;

            bool isAc = segment[0] >> 4 == 1;
            int slot = segment[0] & 15;
            if (segment[0] >> 4 > 1 || slot > 3) return false;

            ReadOnlySpan<byte> counts = segment.Slice(1, CountsLength);
            int total = 0;
            foreach (byte count in counts) total += count;
            if (total > 256 || segment.Length < 1 + CountsLength + total) return false;

            ReadOnlySpan<byte> symbols = segment.Slice(1 + CountsLength, total);

            // A DC symbol is the size of a difference, which has at most 15 bits here.
            bool isValid = isAc || !symbols.ContainsAnyExceptInRange((byte)0, (byte)15);
            (isAc ? acTables : dcTables)[slot] = (isValid ? HuffmanDecoder.Create(counts, symbols) : null) ?? HuffmanDecoder.Invalid;
            segment = segment[(1 + CountsLength + total)..];
        }

        return true;
    }
}
