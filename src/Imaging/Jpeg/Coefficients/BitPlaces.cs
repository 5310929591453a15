using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>Work on sets of places in a block, as bits of a word: bit k stands for place k in zigzag order.</summary>
/// <remarks>
/// Refinement scans are a bit a coefficient; moving these one by one made them the slowest of all. Where the processor
/// gathers and scatters bits by itself they are moved all at once. For that a set is turned round, so that the place that
/// is coded first is the highest bit, as it is in the stream.
/// </remarks>
internal static class BitPlaces
{
    /// <summary>The places from one to another, both included: those of a band.</summary>
    public static ulong Band(int start, int end) => (ulong.MaxValue << start) & (ulong.MaxValue >> (63 - end));

    /// <summary>Turns a set round: bit k becomes bit 63 − k.</summary>
    public static ulong Turn(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555_5555_5555_5555) | ((bits & 0x5555_5555_5555_5555) << 1);
        bits = ((bits >> 2) & 0x3333_3333_3333_3333) | ((bits & 0x3333_3333_3333_3333) << 2);
        bits = ((bits >> 4) & 0x0F0F_0F0F_0F0F_0F0F) | ((bits & 0x0F0F_0F0F_0F0F_0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(bits);
    }

    /// <summary>Gathers the bits at some places into the low end; their order stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Gather(ulong bits, ulong places) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(bits, places) : GatherOneByOne(bits, places);

    /// <summary>Scatters bits from the low end to some places; their order stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Scatter(ulong bits, ulong places) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitDeposit(bits, places) : ScatterOneByOne(bits, places);

    /// <summary>The n-th of some places from the lowest, counted from 0; 64 where there are not so many.</summary>
    public static int Find(ulong places, int n) => BitOperations.TrailingZeroCount(Scatter(1UL << n, places));

    /// <summary>Adds to the magnitude of each coefficient at some places.</summary>
    public static void Grow(Span<short> block, ulong places, short amount)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            GrowOneByOne(block, places, amount);
            return;
        }

        // Each lane looks at its own bit of the sixteen.
        Vector256<short> laneBits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, short.MinValue);
        for (int k = 0; k < block.Length; k += Vector256<short>.Count, places >>= Vector256<short>.Count)
        {
            Vector256<short> values = Vector256.Create(block[k..]);
            Vector256<short> chosen = Vector256.Equals(Vector256.Create((short)places) & laneBits, laneBits);
            Vector256<short> signs = values >> 15;
            (values + (((chosen & Vector256.Create(amount)) ^ signs) - signs)).CopyTo(block[k..]);
        }
    }

    internal static void GrowOneByOne(Span<short> block, ulong places, short amount)
    {
        for (; places != 0; places &= places - 1)
        {
            ref short coefficient = ref block[BitOperations.TrailingZeroCount(places)];
            coefficient += coefficient < 0 ? (short)-amount : amount;
        }
    }

    internal static ulong GatherOneByOne(ulong bits, ulong places)
    {
        ulong gathered = 0;
        for (int to = 0; places != 0; places &= places - 1)
            gathered |= ((bits >> BitOperations.TrailingZeroCount(places)) & 1) << to++;
        return gathered;
    }

    internal static ulong ScatterOneByOne(ulong bits, ulong places)
    {
        ulong scattered = 0;
        for (; places != 0 && bits != 0; places &= places - 1, bits >>= 1)
        {
            if ((bits & 1) != 0) scattered |= places & (~places + 1);
        }

        return scattered;
    }
}
