using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>The DC values of the preceding blocks, one for each component of a scan (T.81, F.1.1.5.1).</summary>
internal struct DcPrediction
{
    /// <summary>Differences between values within ±this have at most 15 bits, the largest size of a DC symbol.</summary>
    public const int Limit = (1 << 14) - 1;

    private Values _values;

    public void Reset() => _values = default;

    /// <summary>Reads a difference and adds it to the preceding value.</summary>
    public bool TryRead(ref BitReader reader, HuffmanDecoder table, int component, out int value)
    {
        value = 0;
        int size = reader.ReadSymbol(table);
        if (size < 0) return false;

        value = _values[component] += HuffmanDecoder.Extend(reader.ReadOrZero(size), size);
        return value is >= -Limit and <= Limit;
    }

    [InlineArray(4)]
    private struct Values
    {
        private int _first;
    }
}
