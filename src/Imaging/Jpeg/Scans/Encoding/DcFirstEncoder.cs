using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes DC values (T.81, G.1.2.1). The table of a component is its place in the scan.</summary>
internal struct DcFirstEncoder(int low) : IBlockEncoder
{
    private DcDifference _difference;

    public void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink => _difference.Put(ref sink, block, low, component, component);

    public readonly void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink
    {
    }
}
