using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes one more bit of a band of AC coefficients, and those that begin with it (T.81, G.1.2.3).</summary>
internal struct AcRefinementEncoder(int start, int end, int low) : IBlockEncoder
{
    // Sets of places are turned round here: what is coded first stands highest.
    private readonly ulong _band = BitPlaces.Turn(BitPlaces.Band(start, end));

    // Correction bits of blocks that wait for the symbol that ends them: the bits, and their places.
    private readonly List<(ulong Bits, ulong Places)> _waiting = [];
    private int _emptyBlocks;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink
    {
        // Coefficients that begin with this bit are coded as values of ±1; those that began earlier take a correction
        // bit, behind the symbol whose run passes them. Runs count the others, which stay zero.
        ulong begun = BitPlaces.Turn(BlockMask.Of(block, low + 1)) & _band;
        ulong bits = BitPlaces.Turn(BlockMask.OfBit(block, low)) & _band;
        ulong left = _band;
        ulong beginning = bits & ~begun;
        if (beginning != 0)
        {
            Finish(ref sink);
            left = PutBeginning(ref sink, block, begun, bits, beginning);
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

    // Returns the places behind the last coefficient that begins.
    private readonly ulong PutBeginning<TSink>(
        ref TSink shared, ReadOnlySpan<short> block, ulong begun, ulong bits, ulong beginning)
        where TSink : struct, ISymbolSink
    {
        TSink sink = shared;
        ulong left = _band;
        while (beginning != 0)
        {
            int place = BitOperations.LeadingZeroCount(beginning);
            ulong behind = (ulong.MaxValue >> 1) >> place;
            ulong passed = left & ~behind & ~(behind + 1);
            int run = BitOperations.PopCount(passed & ~begun);
            for (; run > 15; run -= 16)
            {
                // A run of sixteen ends at its sixteenth zero, and what began before that is corrected with it.
                int sixteenth = BitPlaces.Find(BitPlaces.Turn(passed & ~begun), 15);
                ulong rest = (ulong.MaxValue >> 1) >> sixteenth;
                sink.Put(0, HuffmanSymbol.ZeroRun, 0, 0);
                sink.PutPlaces(bits, passed & ~rest & begun);
                passed &= rest;
            }

            sink.Put(0, (run << 4) | 1, 1 - ((ushort)block[place] >> 15), 1);
            sink.PutPlaces(bits, passed & begun);
            left = _band & behind;
            beginning &= behind;
        }

        shared = sink;
        return left;
    }
}
