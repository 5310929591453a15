using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes DC values as differences from the preceding block (T.81, F.1.2.1).</summary>
internal struct DcDifference
{
    private Values _previous;

    /// <summary>Encodes size and bits of the difference; an empty block repeats the preceding value.</summary>
    public void Put<TSink>(ref TSink sink, ReadOnlySpan<short> block, int al, int component, int table)
        where TSink : struct, ISymbolSink
    {
        int value = block.IsEmpty ? _previous[component] : block[0] >> al;
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
