using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes one more bit of a band of AC coefficients, and coefficients that become nonzero with it (T.81, G.1.2.3).</summary>
internal struct AcRefinementEncoder(int ss, int se, int al) : IBlockEncoder
{
    // Sets of positions are reversed here: what is coded first is the highest bit.
    private readonly ulong _band = BlockBits.Reverse(BlockBits.Band(ss, se));

    // Correction bits of blocks in the current EOB run: the bits and their positions.
    private readonly List<(ulong Bits, ulong Positions)> _pending = [];
    private int _emptyBlocks;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink
    {
        // Coefficients that become nonzero with this bit are coded as ±1; those that earlier scans have coded take a correction
        // bit after the symbol whose run passes them. Runs count only the others, which stay zero.
        ulong coded = BlockBits.Reverse(BlockMask.Of(block, al + 1)) & _band;
        ulong bits = BlockBits.Reverse(BlockMask.OfBit(block, al)) & _band;
        ulong left = _band;
        ulong newlyCoded = bits & ~coded;
        if (newlyCoded != 0)
        {
            Finish(ref sink);
            left = PutNewlyCoded(ref sink, block, coded, bits, newlyCoded);
        }

        // The rest of the block joins the EOB run, with its correction bits.
        if (left == 0) return;
        if ((left & coded) != 0) _pending.Add((bits, left & coded));
        if (++_emptyBlocks == HuffmanSymbol.MaxEmptyBlocks) Finish(ref sink);
    }

    public void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
        if (_emptyBlocks == 0) return;

        int symbol = HuffmanSymbol.EndOfBand(_emptyBlocks);
        sink.Put(0, symbol, _emptyBlocks & ((1 << (symbol >> 4)) - 1), symbol >> 4);
        foreach ((ulong bits, ulong positions) in _pending) sink.PutBitsAt(bits, positions);
        _pending.Clear();
        _emptyBlocks = 0;
    }

    // Returns the positions after the last new coefficient.
    private readonly ulong PutNewlyCoded<TSink>(
        ref TSink shared, ReadOnlySpan<short> block, ulong coded, ulong bits, ulong newlyCoded)
        where TSink : struct, ISymbolSink
    {
        TSink sink = shared;
        ulong left = _band;
        while (newlyCoded != 0)
        {
            int position = BitOperations.LeadingZeroCount(newlyCoded);
            ulong after = (ulong.MaxValue >> 1) >> position;
            ulong passed = left & ~after & ~(after + 1);
            int run = BitOperations.PopCount(passed & ~coded);
            for (; run > 15; run -= 16)
            {
                // ZRL ends at the sixteenth zero; correction bits of coefficients before it follow.
                int sixteenth = BlockBits.Select(BlockBits.Reverse(passed & ~coded), 15);
                ulong rest = (ulong.MaxValue >> 1) >> sixteenth;
                sink.Put(0, HuffmanSymbol.ZeroRun, 0, 0);
                sink.PutBitsAt(bits, passed & ~rest & coded);
                passed &= rest;
            }

            sink.Put(0, (run << 4) | 1, 1 - ((ushort)block[position] >> 15), 1);
            sink.PutBitsAt(bits, passed & coded);
            left = _band & after;
            newlyCoded &= after;
        }

        shared = sink;
        return left;
    }
}
