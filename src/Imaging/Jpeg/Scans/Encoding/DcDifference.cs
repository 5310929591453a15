using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Codes DC values as differences from the block before (T.81, F.1.2.1).</summary>
internal struct DcDifference
{
    private Values _previous;

    /// <summary>Puts the size and the bits of the difference; a block without coefficients repeats the one before.</summary>
    public void Put<TSink>(ref TSink sink, ReadOnlySpan<short> block, int low, int component, int table)
        where TSink : struct, ISymbolSink
    {
        int value = block.IsEmpty ? _previous[component] : block[0] >> low;
        int difference = value - _previous[component];
        int magnitude = HuffmanSymbol.Magnitude(difference);
        int size = HuffmanSymbol.Size(magnitude);
        sink.Put(table, size, HuffmanSymbol.ValueOf(difference, magnitude, size), size);
        _previous[component] = value;
    }

    [InlineArray(4)]
    private struct Values
    {
        private int _first;
    }
}
