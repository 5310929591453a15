namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>The AC symbols that mean no coefficient (T.81, F.1.2.2.1 and G.1.2.2).</summary>
internal static class HuffmanSymbol
{
    /// <summary>EOB, and EOB0 in progressive scans: the rest of the band is zero.</summary>
    public const int EndOfBlock = 0x00;

    /// <summary>ZRL: sixteen zeros.</summary>
    public const int ZeroRun = 0xF0;

    /// <summary>The most blocks that one EOBn can end (T.81, table G.1).</summary>
    public const int MaxEndOfBandRun = 0x7FFF;
}
