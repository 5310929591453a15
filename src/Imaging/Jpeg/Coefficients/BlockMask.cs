using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>The nonzero coefficients of a block as bits: bit k represents position k in zigzag order.</summary>
internal static class BlockMask
{
    /// <summary>
    /// Bit k is set if |coefficient k| ≥ 2^<paramref name="al"/>, so that it is nonzero after the point transform (T.81, G.1.2.1).
    /// </summary>
    public static ulong Of(ReadOnlySpan<short> block, int al) =>
        Vector512.IsHardwareAccelerated ? OfVector512(block, al)
        : Vector256.IsHardwareAccelerated ? OfVector256(block, al)
        : Vector128.IsHardwareAccelerated ? OfVector128(block, al)
        : OfScalar(block, al);

    /// <summary>Bit k is set if bit <paramref name="al"/> of |coefficient k| is set.</summary>
    public static ulong OfBit(ReadOnlySpan<short> block, int al) =>
        Vector512.IsHardwareAccelerated ? OfBitVector512(block, al)
        : Vector256.IsHardwareAccelerated ? OfBitVector256(block, al)
        : OfBitScalar(block, al);

    internal static ulong OfScalar(ReadOnlySpan<short> block, int al)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k++)
        {
            if (Math.Abs((int)block[k]) >> al != 0) mask |= 1UL << k;
        }

        return mask;
    }

    internal static ulong OfVector128(ReadOnlySpan<short> block, int al)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector128<sbyte>.Count)
        {
            Vector128<short> first = IsZero(Vector128.Create(block[k..]), al);
            Vector128<short> second = IsZero(Vector128.Create(block[(k + Vector128<short>.Count)..]), al);

            // Narrowing keeps all-ones and all-zeros lanes: one bit per coefficient.
            mask |= (ulong)Vector128.Narrow(first, second).ExtractMostSignificantBits() << k;
        }

        return ~mask;

        static Vector128<short> IsZero(Vector128<short> values, int al) =>
            Vector128.Equals(Vector128.ShiftRightLogical(Vector128.Abs(values), al), Vector128<short>.Zero);
    }

    internal static ulong OfVector256(ReadOnlySpan<short> block, int al)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<sbyte>.Count)
        {
            Vector256<short> first = IsZero(Vector256.Create(block[k..]), al);
            Vector256<short> second = IsZero(Vector256.Create(block[(k + Vector256<short>.Count)..]), al);
            mask |= (ulong)Vector256.Narrow(first, second).ExtractMostSignificantBits() << k;
        }

        return ~mask;

        static Vector256<short> IsZero(Vector256<short> values, int al) =>
            Vector256.Equals(Vector256.ShiftRightLogical(Vector256.Abs(values), al), Vector256<short>.Zero);
    }

    internal static ulong OfVector512(ReadOnlySpan<short> block, int al)
    {
        Vector512<short> first = IsZero(Vector512.Create(block), al);
        Vector512<short> second = IsZero(Vector512.Create(block[Vector512<short>.Count..]), al);
        return ~Vector512.Narrow(first, second).ExtractMostSignificantBits();

        static Vector512<short> IsZero(Vector512<short> values, int al) =>
            Vector512.Equals(Vector512.ShiftRightLogical(Vector512.Abs(values), al), Vector512<short>.Zero);
    }

    internal static ulong OfBitScalar(ReadOnlySpan<short> block, int al)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k++)
            mask |= (ulong)((Math.Abs((int)block[k]) >> al) & 1) << k;
        return mask;
    }

    internal static ulong OfBitVector256(ReadOnlySpan<short> block, int al)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<short>.Count)
        {
            // The bit becomes the sign bit of its lane.
            Vector256<short> signs = Vector256.Abs(Vector256.Create(block[k..])) << (15 - al);
            mask |= (ulong)signs.ExtractMostSignificantBits() << k;
        }

        return mask;
    }

    internal static ulong OfBitVector512(ReadOnlySpan<short> block, int al)
    {
        Vector512<short> first = Vector512.Abs(Vector512.Create(block)) << (15 - al);
        Vector512<short> second = Vector512.Abs(Vector512.Create(block[Vector512<short>.Count..])) << (15 - al);
        return first.ExtractMostSignificantBits() | (second.ExtractMostSignificantBits() << Vector512<short>.Count);
    }
}
