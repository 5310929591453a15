namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>A Huffman table made ready for decoding: codes up to <see cref="LookaheadBits"/> bits by one look-up (T.81, F.2.2.3).</summary>
internal sealed class HuffmanDecoder
{
    /// <summary>Long enough for nearly all codes of photographs, short enough for two tables in the first-level cache.</summary>
    public const int LookaheadBits = 11;

    private const int MaxCodeLength = 16;

    // For each code length one more than its last code, moved to the top of 16 bits; the first symbol of that length.
    private readonly int[] _limits = new int[MaxCodeLength + 2];
    private readonly int[] _symbolOffsets = new int[MaxCodeLength + 1];
    private readonly byte[] _symbols;

    private HuffmanDecoder(byte[] symbols) => _symbols = symbols;

    /// <summary>What the next <see cref="LookaheadBits"/> bits begin with; see <see cref="HuffmanEntry"/>.</summary>
    public HuffmanEntry[] Lookup { get; } = new HuffmanEntry[1 << LookaheadBits];

    /// <summary>Stands for a table that was defined, but with codes or symbols that cannot be.</summary>
    public static HuffmanDecoder Impossible { get; } = new([]);

    /// <summary>Whether the longest code of some length is of ones only, which T.81, C.2 forbids and libjpeg refuses.</summary>
    public bool HasCodeOfOnes { get; private set; }

    /// <summary>Makes the table of a DHT segment ready.</summary>
    /// <param name="counts">The 16 counts of codes for each length.</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    /// <returns><see langword="null"/> where there are more codes of some length than bits can tell apart.</returns>
    public static HuffmanDecoder? Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        HuffmanDecoder decoder = new(symbols.ToArray());
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxCodeLength; length++)
        {
            decoder._symbolOffsets[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++)
            {
                if (code >> length != 0) return null;
                if (length <= LookaheadBits) decoder.FillLookup(code, length, symbols[index]);
                code++;
                index++;
            }

            if (code > 1 << length) return null;
            decoder.HasCodeOfOnes |= code == 1 << length;
            decoder._limits[length] = code << (MaxCodeLength - length);
            code <<= 1;
        }

        decoder._limits[MaxCodeLength + 1] = int.MaxValue;
        return decoder;
    }

    /// <summary>Finds a code that is longer than the look-up, in the 16 bits that come next.</summary>
    /// <returns>The length in the low five bits and the symbol above them; 0 where no code begins with these bits.</returns>
    public int FindLong(int next16)
    {
        int length = LookaheadBits + 1;
        while (next16 >= _limits[length]) length++;
        if (length > MaxCodeLength) return 0;

        int symbol = _symbols[(next16 >> (MaxCodeLength - length)) + _symbolOffsets[length]];
        return (symbol << 5) | length;
    }

    private void FillLookup(int code, int length, byte symbol)
    {
        int spare = LookaheadBits - length;
        Lookup.AsSpan(code << spare, 1 << spare).Fill(HuffmanEntry.Of(symbol, length));
    }

    /// <summary>EXTEND of T.81, figure F.12: the signed value that <paramref name="size"/> bits mean; no bits mean 0.</summary>
    public static int Extend(int bits, int size) => bits + (((bits >> (size - 1)) - 1) & (1 - (1 << size)));
}

/// <summary>One entry of the look-up, packed: all zero where the code is longer than the look-up.</summary>
/// <param name="Packed">Bits 0–4 code length, 5–9 length with the value's bits, 10–17 symbol.</param>
internal readonly record struct HuffmanEntry(int Packed)
{
    /// <summary>The length of the code alone; 0 where it is longer than the look-up.</summary>
    public int CodeLength => Packed & 31;

    /// <summary>The length of the code and of the bits behind it, as many as <see cref="Size"/> says.</summary>
    public int FullLength => (Packed >> 5) & 31;

    public int Symbol => (Packed >> 10) & 255;

    /// <summary>The symbol's low half: how many bits of a value follow.</summary>
    public int Size => (Packed >> 10) & 15;

    /// <summary>The symbol's high half.</summary>
    public int Run => Packed >> 14;

    public static HuffmanEntry Of(byte symbol, int codeLength) => new((symbol << 10) | ((codeLength + (symbol & 15)) << 5) | codeLength);
}
