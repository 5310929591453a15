using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>Work on sets of places in a block, as bits of a word: bit k stands for place k in zigzag order.</summary>
/// <remarks>
/// Refinement scans are a bit a coefficient; moving these one by one made them the slowest of all. Where the processor
/// gathers and scatters bits by itself they are moved all at once, a third to a half of the time of a refinement scan.
/// </remarks>
internal static class BitPlaces
{
    /// <summary>The places from one to another, both included: those of a band.</summary>
    public static ulong Band(int start, int end) => (ulong.MaxValue << start) & (ulong.MaxValue >> (63 - end));

    /// <summary>Gathers the bits at some places into the low end, the first place highest: the order in which they are coded.</summary>
    public static ulong Gather(ulong bits, ulong places)
    {
        // Turned round, the first place is the highest, and gathering keeps the order.
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(Reverse(bits), Reverse(places));
        return GatherOneByOne(bits, places);
    }

    /// <summary>Scatters bits from the low end to some places, the highest of them to the first place.</summary>
    public static ulong Scatter(ulong bits, ulong places)
    {
        if (Bmi2.X64.IsSupported) return Reverse(Bmi2.X64.ParallelBitDeposit(bits, Reverse(places)));
        return ScatterOneByOne(bits, places);
    }

    /// <summary>The n-th of some places, counted from 0; 64 where there are not so many.</summary>
    public static int Find(ulong places, int n)
    {
        if (Bmi2.X64.IsSupported) return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << n, places));
        return FindOneByOne(places, n);
    }

    internal static ulong GatherOneByOne(ulong bits, ulong places)
    {
        ulong gathered = 0;
        for (; places != 0; places &= places - 1)
            gathered = (gathered << 1) | ((bits >> BitOperations.TrailingZeroCount(places)) & 1);
        return gathered;
    }

    internal static ulong ScatterOneByOne(ulong bits, ulong places)
    {
        ulong scattered = 0;
        for (int left = BitOperations.PopCount(places); places != 0; places &= places - 1)
            scattered |= ((bits >> --left) & 1) << BitOperations.TrailingZeroCount(places);
        return scattered;
    }

    internal static int FindOneByOne(ulong places, int n)
    {
        for (int i = 0; i < n; i++) places &= places - 1;
        return BitOperations.TrailingZeroCount(places);
    }

    private static ulong Reverse(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555_5555_5555_5555) | ((bits & 0x5555_5555_5555_5555) << 1);
        bits = ((bits >> 2) & 0x3333_3333_3333_3333) | ((bits & 0x3333_3333_3333_3333) << 2);
        bits = ((bits >> 4) & 0x0F0F_0F0F_0F0F_0F0F) | ((bits & 0x0F0F_0F0F_0F0F_0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(bits);
    }
}
