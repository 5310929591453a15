using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes DC values (T.81, G.1.2.1). The table index is the index of the component in the scan.</summary>
internal struct DcFirstEncoder(int al) : IBlockEncoder
{
    private DcDifference _difference;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink => _difference.Put(ref sink, block, al, component, component);

    public readonly void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
    }
}
