using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes the high bits of DC values (T.81, G.1.2.1).</summary>
internal struct DcFirstDecoder(HuffmanDecoder[] tables, int al) : IBlockDecoder
{
    private DcPrediction _prediction;

    public void Restart() => _prediction.Reset();

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        if (!_prediction.TryRead(ref reader, tables[component], component, out int value)) return false;

        value <<= al;
        block[0] = (short)value;
        return value is >= -DcPrediction.Limit and <= DcPrediction.Limit;
    }
}

/// <summary>Decodes one more bit of DC values (T.81, G.1.2.1), which has no code.</summary>
internal readonly struct DcRefinementDecoder(int al) : IBlockDecoder
{
    public void Restart()
    {
    }

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        reader.Refill();
        block[0] |= (short)(reader.Read(1) << al);
        return true;
    }
}
