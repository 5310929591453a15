namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>How often each symbol of one Huffman table comes.</summary>
internal sealed class SymbolHistogram
{
    public const int Symbols = 256;

    public int[] Counts { get; } = new int[Symbols];

    /// <summary>The bits that follow the codes: values, and the low bits of runs of empty blocks.</summary>
    public long ValueBits
    {
        get
        {
            long bits = 0;
            for (int symbol = 0; symbol < Symbols; symbol++) bits += (long)Counts[symbol] * HuffmanSymbol.ValueBits(symbol);
            return bits;
        }
    }

    /// <summary>Takes counts of several tables, one behind the other, apart.</summary>
    public static SymbolHistogram[] Split(ReadOnlySpan<int> counts)
    {
        SymbolHistogram[] histograms = new SymbolHistogram[counts.Length / Symbols];
        for (int i = 0; i < histograms.Length; i++)
        {
            histograms[i] = new SymbolHistogram();
            histograms[i].Add(counts.Slice(i * Symbols, Symbols));
        }

        return histograms;
    }

    public void Add(SymbolHistogram other) => Add(other.Counts);

    public void Add(ReadOnlySpan<int> counts)
    {
        for (int symbol = 0; symbol < Symbols; symbol++) Counts[symbol] += counts[symbol];
    }
}
