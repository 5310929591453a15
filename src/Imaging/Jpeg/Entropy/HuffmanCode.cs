namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>The shortest Huffman code for a histogram with at most 16 bits and without a code of ones only.</summary>
internal sealed class HuffmanCode
{
    private const int MaxLength = 16;

    private readonly byte[] _counts = new byte[MaxLength];
    private readonly byte[] _symbols;

    // (code << 5) | length; 0 if the symbol has no code.
    private readonly int[] _packed = new int[SymbolHistogram.Symbols];

    /// <summary>Builds the code for the symbols that occur.</summary>
    public HuffmanCode(SymbolHistogram histogram)
    {
        Span<byte> lengths = stackalloc byte[SymbolHistogram.Symbols];
        int used = FindLengths(histogram.Counts, lengths);
        _symbols = new byte[used];

        // Codes ascend with length, and with the symbol among equal lengths (T.81, C.2).
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] != length) continue;
                _packed[symbol] = (code++ << 5) | length;
                _symbols[index++] = (byte)symbol;
                _counts[length - 1]++;
            }

            code <<= 1;
        }
    }

    /// <summary>The size of the table in a DHT segment in bytes, without marker and length (T.81, B.2.4.2).</summary>
    public int TableBytes => 1 + MaxLength + _symbols.Length;

    /// <summary>For each symbol its code, shifted left by five bits, plus the length of the code; 0 if the symbol has no code.</summary>
    public int[] Packed => _packed;

    /// <summary>The size in bits of the table for these symbols.</summary>
    public static long TableBits(SymbolHistogram histogram) =>
        8L * (1 + MaxLength + SymbolHistogram.Symbols - histogram.Counts.AsSpan().Count(0));

    /// <summary>The size in bits of a scan with these symbols and of its table.</summary>
    public static long CostBits(SymbolHistogram histogram)
    {
        long bits = TableBits(histogram) + CodeBits(histogram.Counts);
        for (int symbol = 0; symbol < SymbolHistogram.Symbols; symbol++) bits += (long)histogram.Counts[symbol] * HuffmanSymbol.ValueBits(symbol);
        return bits;
    }

    /// <summary>
    /// The total length of all codes in bits, as <see cref="FindLengths"/> gives it, but found faster if the length limit has no effect.
    /// </summary>
    internal static long CodeBits(ReadOnlySpan<int> counts)
    {
        Span<long> leaves = stackalloc long[SymbolHistogram.Symbols + 1];
        leaves = leaves[..SortLeaves(counts, leaves)];

        // Huffman's algorithm: the two nodes with the lowest weights are merged until one is left. Nodes are created in the order of
        // their weights; the low byte is the height of the subtree. The weight of each node is the cost of one more bit for all leaves
        // below.
        Span<long> nodes = stackalloc long[SymbolHistogram.Symbols];
        int leaf = 0;
        int node = 0;
        long bits = 0;
        for (int made = 0; made < leaves.Length - 1; made++)
        {
            long first = TakeLightest(leaves, nodes[..made], ref leaf, ref node);
            long second = TakeLightest(leaves, nodes[..made], ref leaf, ref node);
            long weight = (first >> 8) + (second >> 8);
            nodes[made] = (weight << 8) | (Math.Max(first & 0xFF, second & 0xFF) + 1);
            bits += weight;
        }

        if (leaves.Length == 1 || (nodes[leaves.Length - 2] & 0xFF) <= MaxLength) return bits;

        Span<byte> lengths = stackalloc byte[SymbolHistogram.Symbols];
        FindLengths(counts, lengths);
        bits = 0;
        for (int symbol = 0; symbol < lengths.Length; symbol++) bits += (long)counts[symbol] * lengths[symbol];
        return bits;

        static long TakeLightest(ReadOnlySpan<long> leaves, ReadOnlySpan<long> nodes, ref int leaf, ref int node) =>
            leaf < leaves.Length && (node == nodes.Length || leaves[leaf] >> 8 <= nodes[node] >> 8) ? leaves[leaf++] & ~0xFFL : nodes[node++];
    }

    /// <summary>Writes the table in the form of a DHT segment.</summary>
    public void WriteTable(OutputBuffer output, int slot, bool isAc)
    {
        output.WriteByte((byte)((isAc ? 0x10 : 0) | slot));
        output.Write(_counts);
        output.Write(_symbols);
    }

    /// <summary>
    /// Finds the optimal code lengths by package-merge (Larmore and Hirschberg, 1990), which is exact with the limit of 16
    /// bits, while T.81, K.2 only adjusts an unlimited code.
    /// </summary>
    /// <returns>The number of symbols that occur.</returns>
    internal static int FindLengths(ReadOnlySpan<int> counts, Span<byte> lengths)
    {
        lengths.Clear();

        Span<long> leaves = stackalloc long[SymbolHistogram.Symbols + 1];
        int n = SortLeaves(counts, leaves);
        leaves = leaves[..n];

        // Each list merges the leaves with the pairs of the previous list; only which items are leaves is stored.
        Span<bool> isLeaf = stackalloc bool[MaxLength * 2 * (SymbolHistogram.Symbols + 1)];
        Span<long> previous = stackalloc long[2 * n];
        Span<long> current = stackalloc long[2 * n];
        Span<int> listLengths = stackalloc int[MaxLength];
        int previousLength = 0;
        for (int level = 0; level < MaxLength; level++)
        {
            Span<bool> flags = isLeaf.Slice(level * 2 * n, 2 * n);
            int pairs = previousLength / 2;
            int leaf = 0;
            int pair = 0;
            int length = 0;
            while (leaf < n || pair < pairs)
            {
                long pairWeight = pair < pairs ? previous[2 * pair] + previous[(2 * pair) + 1] : long.MaxValue;
                bool takeLeaf = leaf < n && leaves[leaf] >> 8 <= pairWeight;
                flags[length] = takeLeaf;
                current[length++] = takeLeaf ? leaves[leaf++] >> 8 : pairWeight;
                if (!takeLeaf) pair++;
            }

            listLengths[level] = length;
            previousLength = length;
            Span<long> swap = previous;
            previous = current;
            current = swap;
        }

        // Backward from the last list: each leaf among the first items adds one bit to the code of its symbol.
        int take = (2 * n) - 2;
        for (int level = MaxLength - 1; level >= 0 && take > 0; level--)
        {
            ReadOnlySpan<bool> flags = isLeaf.Slice(level * 2 * n, Math.Min(take, listLengths[level]));
            int leavesTaken = flags.Count(true);
            for (int i = 1; i < leavesTaken; i++) lengths[(int)(leaves[i] & 0xFF)]++;
            take = 2 * (flags.Length - leavesTaken);
        }

        return n - 1;
    }
    // The symbols that occur, by ascending count: (count << 8) | symbol.
    private static int SortLeaves(ReadOnlySpan<int> counts, Span<long> leaves)
    {
        // A symbol with a count of zero reserves the code of ones only (T.81, C.2). It sorts first, so it gets the greatest
        // length, and the last code of that length when the others are numbered before it.
        int n = 1;
        leaves[0] = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0) leaves[n++] = ((long)counts[symbol] << 8) | (uint)symbol;
        }

        leaves[1..n].Sort();
        return n;
    }
}
