namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>A Huffman table prepared for decoding: codes up to <see cref="LookaheadBits"/> bits take one lookup (T.81, F.2.2.3).</summary>
internal sealed class HuffmanDecoder
{
    /// <summary>Covers nearly all codes of photographs, while two tables fit into the first-level cache.</summary>
    public const int LookaheadBits = 11;

    private const int MaxCodeLength = 16;

    // For each code length its last code plus one, aligned to 16 bits; the offset of its first symbol.
    private readonly int[] _limits = new int[MaxCodeLength + 2];
    private readonly int[] _symbolOffsets = new int[MaxCodeLength + 1];
    private readonly byte[] _symbols;

    private HuffmanDecoder(byte[] symbols) => _symbols = symbols;

    /// <summary>The entry for each value of the next <see cref="LookaheadBits"/> bits; see <see cref="HuffmanEntry"/>.</summary>
    public HuffmanEntry[] Lookup { get; } = new HuffmanEntry[1 << LookaheadBits];

    /// <summary>Represents a table that was defined with invalid codes or symbols.</summary>
    public static HuffmanDecoder Invalid { get; } = new([]);

    /// <summary>Whether the longest code of some length consists of ones only, which T.81, C.2 forbids and libjpeg rejects.</summary>
    public bool HasAllOnesCode { get; private set; }

    /// <summary>Prepares the table of a DHT segment.</summary>
    /// <param name="counts">The number of codes of each length, 1 to 16.</param>
    /// <param name="symbols">The symbols in code order.</param>
    /// <see langword="null"/> if there are more codes of some length than bits allow.
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
            decoder.HasAllOnesCode |= code == 1 << length;
            decoder._limits[length] = code << (MaxCodeLength - length);
            code <<= 1;
        }

        decoder._limits[MaxCodeLength + 1] = int.MaxValue;
        return decoder;
    }

    /// <summary>Finds a code that is longer than the lookup in the next 16 bits.</summary>
    /// <returns>The length in the low five bits and the symbol above them; 0 if no code begins with these bits.</returns>
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

    /// <summary>EXTEND of T.81, figure F.12: the signed value that <paramref name="size"/> bits represent; no bits represent 0.</summary>
    public static int Extend(int bits, int size) => bits + (((bits >> (size - 1)) - 1) & (1 - (1 << size)));
}

/// <summary>One entry of the lookup, packed: zero if the code is longer than the lookup.</summary>
/// <param name="Packed">Bits 0–4 code length, 5–9 length of code and value, 10–17 symbol.</param>
internal readonly record struct HuffmanEntry(int Packed)
{
    /// <summary>The length of the code; 0 if it is longer than the lookup.</summary>
    public int CodeLength => Packed & 31;

    /// <summary>The length of the code and of the value after it, which has <see cref="Size"/> bits.</summary>
    public int FullLength => (Packed >> 5) & 31;

    public int Symbol => (Packed >> 10) & 255;

    /// <summary>The low half of the symbol: the number of value bits that follow.</summary>
    public int Size => (Packed >> 10) & 15;

    /// <summary>The high half of the symbol: the run of zeros before the coefficient.</summary>
    public int Run => Packed >> 14;

    public static HuffmanEntry Of(byte symbol, int codeLength) => new((symbol << 10) | ((codeLength + (symbol & 15)) << 5) | codeLength);
}
