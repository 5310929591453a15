using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Encodes one more bit of a band of AC coefficients, and those that begin with it (T.81, G.1.2.3).</summary>
internal struct AcRefinementEncoder(int start, int end, int low) : IBlockEncoder
{
    private readonly ulong _band = BitPlaces.Band(start, end);

    // Correction bits of blocks that wait for the symbol that ends them: the bits, and their places.
    private readonly List<(ulong Bits, ulong Places)> _waiting = [];
    private int _emptyBlocks;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink
    {
        // Coefficients that begin with this bit are coded as values of ±1; those that began earlier take a correction
        // bit, behind the symbol whose run passes them. Runs count the others, which stay zero.
        ulong begun = BlockMask.Of(block, low + 1) & _band;
        ulong bits = BlockMask.OfBit(block, low) & _band;
        ulong beginning = bits & ~begun;
        ulong left = _band;
        if (beginning != 0) Finish(ref sink);
        for (; beginning != 0; beginning &= beginning - 1)
        {
            int place = BitOperations.TrailingZeroCount(beginning);
            ulong passed = left & ((1UL << place) - 1);
            int run = BitOperations.PopCount(passed & ~begun);
            for (; run > 15; run -= 16)
            {
                // A run of sixteen ends at its sixteenth zero, and what began before that is corrected with it.
                ulong before = (1UL << BitPlaces.Find(passed & ~begun, 15)) - 1;
                sink.Put(0, HuffmanSymbol.ZeroRun, 0, 0);
                PutCorrections(ref sink, bits, passed & before & begun);
                passed &= ~(before | (before + 1));
            }

            sink.Put(0, (run << 4) | 1, block[place] < 0 ? 0 : 1, 1);
            PutCorrections(ref sink, bits, passed & begun);
            left = _band & (ulong.MaxValue << place << 1);
        }

        // What is left of the block waits for the symbol that ends it, with those of the blocks after it.
        if (left == 0) return;
        if ((left & begun) != 0) _waiting.Add((bits, left & begun));
        if (++_emptyBlocks == HuffmanSymbol.MaxEmptyBlocks) Finish(ref sink);
    }

    public void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
        if (_emptyBlocks == 0) return;

        int symbol = HuffmanSymbol.EndOfBand(_emptyBlocks);
        sink.Put(0, symbol, _emptyBlocks & ((1 << (symbol >> 4)) - 1), symbol >> 4);
        foreach ((ulong bits, ulong places) in _waiting) sink.PutPlaces(bits, places);
        _waiting.Clear();
        _emptyBlocks = 0;
    }

    private static void PutCorrections<TSink>(ref TSink sink, ulong bits, ulong places)
        where TSink : struct, ISymbolSink
    {
        if (places != 0) sink.PutPlaces(bits, places);
    }
}
