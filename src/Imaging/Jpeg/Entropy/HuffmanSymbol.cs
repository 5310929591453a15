using System.Numerics;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>The composition of symbols (T.81, F.1.2 and G.1.2): a run of zeros in the high half, a size in the low half.</summary>
internal static class HuffmanSymbol
{
    /// <summary>EOB, and EOB0 in progressive scans: the rest of the band is zero.</summary>
    public const int EndOfBlock = 0x00;

    /// <summary>ZRL: a run of sixteen zeros.</summary>
    public const int ZeroRun = 0xF0;

    /// <summary>The longest EOB run of one symbol, in blocks (T.81, table G.1).</summary>
    public const int MaxEmptyBlocks = 0x7FFF;

    /// <summary>The magnitude of a value, without the overflow check of <see cref="Math.Abs(int)"/>.</summary>
    public static int Magnitude(int value) => (value ^ (value >> 31)) - (value >> 31);

    /// <summary>The size of a value: the number of bits of its magnitude (T.81, tables F.1 and F.2).</summary>
    public static int Size(int magnitude) => 32 - BitOperations.LeadingZeroCount((uint)magnitude);

    /// <summary>The bits that follow the code of a size: the value, less one if negative (T.81, F.1.2.1).</summary>
    public static int ValueOf(int value, int magnitude, int size) => ((value >> 31) ^ magnitude) & ((1 << size) - 1);

    /// <summary>EOBn for an EOB run (T.81, table G.1); the n low bits of the run follow the code.</summary>
    public static int EndOfBand(int emptyBlocks) => BitOperations.Log2((uint)emptyBlocks) << 4;

    /// <summary>The number of bits that follow the code of a symbol; the same in refinement scans and for DC.</summary>
    public static int ValueBits(int symbol) => (symbol & 15, symbol >> 4) switch
    {
        (0, 15) => 0,
        (0, int run) => run,
        (int size, _) => size,
    };
}
