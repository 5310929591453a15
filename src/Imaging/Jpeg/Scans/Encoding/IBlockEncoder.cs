using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes the blocks of one kind of scan. Implemented by structs, so that each kind gets a specialized inner loop.</summary>
internal interface IBlockEncoder
{
    /// <summary>Encodes the part of a block that the scan codes.</summary>
    /// <param name="sink">Receives the symbols.</param>
    /// <param name="block">64 coefficients in zigzag order; empty for a block that only pads an MCU and may have any value.</param>
    /// <param name="component">The index of the component in the scan.</param>
    void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink;

    /// <summary>Encodes the pending EOB run at the end of the scan.</summary>
    void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink;
}
