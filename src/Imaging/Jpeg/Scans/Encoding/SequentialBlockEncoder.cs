using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>
/// Encodes whole blocks (T.81, F.1.2). The DC table index is the index of the component in the scan; AC tables follow the DC tables.
/// </summary>
internal struct SequentialBlockEncoder(int components) : IBlockEncoder
{
    private DcDifference _difference;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink
    {
        int table = components + component;
        _difference.Put(ref sink, block, 0, component, component);
        ulong mask = block.IsEmpty ? 0 : BlockMask.Of(block, 0) & ~1UL;
        int next = AcSymbols.PutBand(ref sink, table, block, mask, 1, 0);
        if (next < CoefficientPlane.BlockLength) sink.Put(table, HuffmanSymbol.EndOfBlock, 0, 0);
    }

    public readonly void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
    }
}

/// <summary>The encoding of coefficients that sequential scans and first scans of a band share.</summary>
internal static class AcSymbols
{
    /// <summary>Encodes each coefficient of the mask.</summary>
    /// <returns>The position after the last coefficient.</returns>
    public static int PutBand<TSink>(ref TSink sink, int table, ReadOnlySpan<short> block, ulong mask, int start, int al)
        where TSink : struct, ISymbolSink
    {
        TSink local = sink;
        for (; mask != 0; mask &= mask - 1)
        {
            int position = BitOperations.TrailingZeroCount(mask);
            int run = position - start;
            for (; run > 15; run -= 16) local.Put(table, HuffmanSymbol.ZeroRun, 0, 0);

            int value = block[position];
            int magnitude = HuffmanSymbol.Magnitude(value) >> al;
            int size = HuffmanSymbol.Size(magnitude);
            local.Put(table, (run << 4) | size, HuffmanSymbol.ValueOf(value, magnitude, size), size);
            start = position + 1;
        }

        sink = local;
        return start;
    }
}
