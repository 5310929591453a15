using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes the blocks of one kind of scan. Implemented by structs, so that each kind gets its own inner loop.</summary>
internal interface IBlockEncoder
{
    /// <summary>Encodes what the scan holds of one block.</summary>
    /// <param name="sink">Takes the symbols.</param>
    /// <param name="block">64 coefficients in zigzag order; empty for a block that only fills an MCU and may hold anything.</param>
    /// <param name="component">The component's place in the scan.</param>
    void Encode<TSink>(ref TSink sink, ReadOnlySpan<short> block, int component)
        where TSink : struct, ISymbolSink;

    /// <summary>Puts what still waits at the end of the scan.</summary>
    void Finish<TSink>(ref TSink sink)
        where TSink : struct, ISymbolSink;
}
