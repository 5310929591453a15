using System.Numerics;
using System.Runtime.CompilerServices;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// Receives the symbols of a scan: to count them, or to write them. Both passes run the same encoder, so that the counts
/// match what is written. Implemented by structs, so that each pass gets a specialized inner loop.
/// </summary>
internal interface ISymbolSink
{
    /// <summary>Adds a symbol and the bits that follow its code.</summary>
    /// <param name="table">The index among the scan's tables of the table that codes the symbol.</param>
    /// <param name="symbol">The symbol, 0 to 255.</param>
    /// <param name="bits">The bits that follow the code, in the low end.</param>
    /// <param name="count">The number of bits that follow: 0 to 15.</param>
    void Put(int table, int symbol, int bits, int count);

    /// <summary>Adds bits without a code: those of a word at some positions, the highest position first.</summary>
    void PutBitsAt(ulong bits, ulong positions);
}

/// <summary>Counts symbols.</summary>
/// <param name="counts">The counts of all tables, concatenated.</param>
internal struct CountingSink(int[] counts) : ISymbolSink
{
    /// <summary>The number of bits without a code.</summary>
    public long PlainBits { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(int table, int symbol, int bits, int count) => counts[(table * SymbolHistogram.Symbols) + symbol]++;

    public void PutBitsAt(ulong bits, ulong positions) => PlainBits += BitOperations.PopCount(positions);
}
