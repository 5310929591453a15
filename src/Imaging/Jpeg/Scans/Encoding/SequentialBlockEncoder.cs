using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes whole blocks (T.81, F.1.2). A component's DC table is its place in the scan, its AC table comes after all of these.</summary>
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

/// <summary>What sequential scans and the first scans of a band have in common.</summary>
internal static class AcSymbols
{
    /// <summary>Puts a symbol for each coefficient of the mask.</summary>
    /// <returns>The place behind the last coefficient.</returns>
    public static int PutBand<TSink>(ref TSink sink, int table, ReadOnlySpan<short> block, ulong mask, int start, int low)
        where TSink : struct, ISymbolSink
    {
        TSink local = sink;
        for (; mask != 0; mask &= mask - 1)
        {
            int place = BitOperations.TrailingZeroCount(mask);
            int run = place - start;
            for (; run > 15; run -= 16) local.Put(table, HuffmanSymbol.ZeroRun, 0, 0);

            int value = block[place];
            int magnitude = HuffmanSymbol.Magnitude(value) >> low;
            int size = HuffmanSymbol.Size(magnitude);
            local.Put(table, (run << 4) | size, HuffmanSymbol.ValueOf(value, magnitude, size), size);
            start = place + 1;
        }

        sink = local;
        return start;
    }
}
