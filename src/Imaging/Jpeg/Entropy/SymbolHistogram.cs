using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>The count of each symbol of one Huffman table.</summary>
internal sealed class SymbolHistogram
{
    public const int Symbols = 256;

    public int[] Counts { get; } = new int[Symbols];

    /// <summary>Splits the concatenated counts of several tables.</summary>
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

    public void Add(ReadOnlySpan<int> counts) => Add(Counts, counts);

    /// <summary>Adds the counts of one table to those of another.</summary>
    public static void Add(Span<int> sums, ReadOnlySpan<int> counts)
    {
        for (int symbol = 0; symbol < Symbols; symbol += Vector256<int>.Count)
            (Vector256.Create<int>(sums[symbol..]) + Vector256.Create(counts[symbol..])).CopyTo(sums[symbol..]);
    }
}
