using System.Numerics;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>How symbols are put together (T.81, F.1.2 and G.1.2): a run of zeros in the high half, a size in the low.</summary>
internal static class HuffmanSymbol
{
    /// <summary>EOB, and EOB0 in progressive scans: the rest of the band is zero.</summary>
    public const int EndOfBlock = 0x00;

    /// <summary>ZRL: sixteen zeros.</summary>
    public const int ZeroRun = 0xF0;

    /// <summary>The most blocks that one EOBn can end (T.81, table G.1).</summary>
    public const int MaxEmptyBlocks = 0x7FFF;

    /// <summary>The magnitude of a value, without the look at overflow that <see cref="Math.Abs(int)"/> takes.</summary>
    public static int Magnitude(int value) => (value ^ (value >> 31)) - (value >> 31);

    /// <summary>The size of a value: how many bits its magnitude takes (T.81, tables F.1 and F.2).</summary>
    public static int Size(int magnitude) => 32 - BitOperations.LeadingZeroCount((uint)magnitude);

    /// <summary>The bits that follow the code of a size: negative values are one less (T.81, F.1.2.1).</summary>
    public static int ValueOf(int value, int magnitude, int size) => ((value >> 31) ^ magnitude) & ((1 << size) - 1);

    /// <summary>EOBn for a number of empty blocks (T.81, table G.1); its n low bits follow the code.</summary>
    public static int EndOfBand(int emptyBlocks) => BitOperations.Log2((uint)emptyBlocks) << 4;

    /// <summary>How many bits follow the code of a symbol; in refinement scans, and for DC, the same holds.</summary>
    public static int ValueBits(int symbol) => (symbol & 15, symbol >> 4) switch
    {
        (0, 15) => 0,
        (0, int run) => run,
        (int size, _) => size,
    };
}
