using System.Numerics;
using System.Runtime.CompilerServices;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// Takes the symbols of a scan: to count them, or to write them. Both passes run the same encoder, so that what was
/// counted is what is written. Implemented by structs, so that each pass gets its own inner loop.
/// </summary>
internal interface ISymbolSink
{
    /// <summary>Takes a symbol and the bits that follow its code.</summary>
    /// <param name="table">Which of the scan's tables codes the symbol.</param>
    /// <param name="symbol">The symbol, 0 to 255.</param>
    /// <param name="bits">The bits that follow, in the low end.</param>
    /// <param name="count">How many bits follow: 0 to 15.</param>
    void Put(int table, int symbol, int bits, int count);

    /// <summary>Takes bits that follow no code: those of a word at some places, the highest place first.</summary>
    void PutPlaces(ulong bits, ulong places);
}

/// <summary>Counts symbols.</summary>
/// <param name="counts">The counts of all tables, one behind the other.</param>
internal struct CountingSink(int[] counts) : ISymbolSink
{
    /// <summary>The bits that followed no code.</summary>
    public long PlainBits { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(int table, int symbol, int bits, int count) => counts[(table * SymbolHistogram.Symbols) + symbol]++;

    public void PutPlaces(ulong bits, ulong places) => PlainBits += BitOperations.PopCount(places);
}
