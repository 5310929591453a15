using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes the blocks of one kind of scan. Implemented by structs, so that each kind gets a specialized inner loop.</summary>
internal interface IBlockDecoder
{
    /// <summary>Resets the state that blocks share, at each restart interval (T.81, E.2.4).</summary>
    void Restart();

    /// <summary>Decodes the part of a block that the scan codes.</summary>
    /// <param name="reader">The scan's bits; may be read past their end, where only zeros follow.</param>
    /// <param name="block">64 coefficients in zigzag order.</param>
    /// <param name="component">The index of the component in the scan.</param>
    /// <returns><see langword="false"/> if the bits are invalid.</returns>
    bool TryDecode(ref BitReader reader, Span<short> block, int component);
}
