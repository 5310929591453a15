using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes the blocks of one kind of scan. Implemented by structs, so that each kind gets its own inner loop.</summary>
internal interface IBlockDecoder
{
    /// <summary>Forgets what was carried from block to block, as each restart interval asks (T.81, E.2.4).</summary>
    void Restart();

    /// <summary>Decodes what the scan holds of one block.</summary>
    /// <param name="reader">The scan's bits; they may be read past their end, where only zeros stand.</param>
    /// <param name="block">64 coefficients in zigzag order.</param>
    /// <param name="component">The component's place in the scan.</param>
    /// <returns><see langword="false"/> where the bits cannot mean a block.</returns>
    bool TryDecode(ref BitReader reader, Span<short> block, int component);
}
