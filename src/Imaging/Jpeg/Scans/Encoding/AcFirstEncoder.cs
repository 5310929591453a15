using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes the high bits of a band of AC coefficients (T.81, G.1.2.2).</summary>
internal struct AcFirstEncoder(int ss, int se, int al) : IBlockEncoder
{
    private readonly ulong _band = BlockBits.Band(ss, se);
    private int _emptyBlocks;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink
    {
        ulong mask = BlockMask.Of(block, al) & _band;
        int next = ss;
        if (mask != 0)
        {
            Finish(ref sink);
            next = AcSymbols.PutBand(ref sink, 0, block, mask, ss, al);
        }

        if (next <= se && ++_emptyBlocks == HuffmanSymbol.MaxEmptyBlocks) Finish(ref sink);
    }

    public void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
        if (_emptyBlocks == 0) return;

        int symbol = HuffmanSymbol.EndOfBand(_emptyBlocks);
        sink.Put(0, symbol, _emptyBlocks & ((1 << (symbol >> 4)) - 1), symbol >> 4);
        _emptyBlocks = 0;
    }
}
