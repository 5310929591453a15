using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>
/// Operations on sets of positions in a block, as the bits of a 64-bit word: bit k represents position k in zigzag order.
/// </summary>
/// <remarks>
/// Refinement scans code one bit per coefficient; moving these bits one by one made such scans the slowest. Processors with BMI2
/// extract and deposit all of them with one instruction. Encoders reverse the sets for that, so that the position that is coded
/// first is the highest bit, as in the stream.
/// </remarks>
internal static class BlockBits
{
    /// <summary>The positions of a band, from the first to the last, both included.</summary>
    public static ulong Band(int start, int end) => (ulong.MaxValue << start) & (ulong.MaxValue >> (63 - end));

    /// <summary>Reverses a set: bit k becomes bit 63 − k.</summary>
    public static ulong Reverse(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555_5555_5555_5555) | ((bits & 0x5555_5555_5555_5555) << 1);
        bits = ((bits >> 2) & 0x3333_3333_3333_3333) | ((bits & 0x3333_3333_3333_3333) << 2);
        bits = ((bits >> 4) & 0x0F0F_0F0F_0F0F_0F0F) | ((bits & 0x0F0F_0F0F_0F0F_0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(bits);
    }

    /// <summary>Extracts the bits at some positions into the low end, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extract(ulong bits, ulong positions) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(bits, positions) : ExtractScalar(bits, positions);

    /// <summary>Deposits bits from the low end at some positions, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Deposit(ulong bits, ulong positions) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitDeposit(bits, positions) : DepositScalar(bits, positions);

    /// <summary>The n-th lowest of some positions, counted from 0; 64 if there are fewer.</summary>
    public static int Select(ulong positions, int n) => BitOperations.TrailingZeroCount(Deposit(1UL << n, positions));

    /// <summary>Adds to the magnitude of each coefficient at some positions.</summary>
    public static void AddToMagnitudes(Span<short> block, ulong positions, short amount)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            AddToMagnitudesScalar(block, positions, amount);
            return;
        }

        // Each lane tests its own bit of the sixteen.
        Vector256<short> laneBits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, short.MinValue);
        for (int k = 0; k < block.Length; k += Vector256<short>.Count, positions >>= Vector256<short>.Count)
        {
            Vector256<short> values = Vector256.Create(block[k..]);
            Vector256<short> chosen = Vector256.Equals(Vector256.Create((short)positions) & laneBits, laneBits);
            Vector256<short> signs = values >> 15;
            (values + (((chosen & Vector256.Create(amount)) ^ signs) - signs)).CopyTo(block[k..]);
        }
    }

    internal static void AddToMagnitudesScalar(Span<short> block, ulong positions, short amount)
    {
        for (; positions != 0; positions &= positions - 1)
        {
            ref short coefficient = ref block[BitOperations.TrailingZeroCount(positions)];
            coefficient += coefficient < 0 ? (short)-amount : amount;
        }
    }

    internal static ulong ExtractScalar(ulong bits, ulong positions)
    {
        ulong extracted = 0;
        for (int to = 0; positions != 0; positions &= positions - 1)
            extracted |= ((bits >> BitOperations.TrailingZeroCount(positions)) & 1) << to++;
        return extracted;
    }

    internal static ulong DepositScalar(ulong bits, ulong positions)
    {
        ulong deposited = 0;
        for (; positions != 0 && bits != 0; positions &= positions - 1, bits >>= 1)
        {
            if ((bits & 1) != 0) deposited |= positions & (~positions + 1);
        }

        return deposited;
    }
}
