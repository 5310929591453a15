using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Coefficients;

/// <summary>Which coefficients of a block are not zero, as bits: bit k stands for place k in zigzag order.</summary>
internal static class BlockMask
{
    /// <summary>Bit k is set where |coefficient k| ≥ 2^<paramref name="low"/>: where it is not zero after the point transform (T.81, G.1.2.1).</summary>
    public static ulong Of(ReadOnlySpan<short> block, int low) =>
        Vector512.IsHardwareAccelerated ? OfVector512(block, low)
        : Vector256.IsHardwareAccelerated ? OfVector256(block, low)
        : Vector128.IsHardwareAccelerated ? OfVector128(block, low)
        : OfScalar(block, low);

    /// <summary>Bit k is set where bit <paramref name="low"/> of |coefficient k| is.</summary>
    public static ulong OfBit(ReadOnlySpan<short> block, int low) =>
        Vector512.IsHardwareAccelerated ? OfBitVector512(block, low)
        : Vector256.IsHardwareAccelerated ? OfBitVector256(block, low)
        : OfBitScalar(block, low);

    internal static ulong OfScalar(ReadOnlySpan<short> block, int low)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k++)
        {
            if (Math.Abs((int)block[k]) >> low != 0) mask |= 1UL << k;
        }

        return mask;
    }

    internal static ulong OfVector128(ReadOnlySpan<short> block, int low)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector128<sbyte>.Count)
        {
            Vector128<short> first = IsZero(Vector128.Create(block[k..]), low);
            Vector128<short> second = IsZero(Vector128.Create(block[(k + Vector128<short>.Count)..]), low);

            // All ones or all zeros stay so in the narrower lanes: one bit a coefficient.
            mask |= (ulong)Vector128.Narrow(first, second).ExtractMostSignificantBits() << k;
        }

        return ~mask;

        static Vector128<short> IsZero(Vector128<short> values, int low) =>
            Vector128.Equals(Vector128.ShiftRightLogical(Vector128.Abs(values), low), Vector128<short>.Zero);
    }

    internal static ulong OfVector256(ReadOnlySpan<short> block, int low)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<sbyte>.Count)
        {
            Vector256<short> first = IsZero(Vector256.Create(block[k..]), low);
            Vector256<short> second = IsZero(Vector256.Create(block[(k + Vector256<short>.Count)..]), low);
            mask |= (ulong)Vector256.Narrow(first, second).ExtractMostSignificantBits() << k;
        }

        return ~mask;

        static Vector256<short> IsZero(Vector256<short> values, int low) =>
            Vector256.Equals(Vector256.ShiftRightLogical(Vector256.Abs(values), low), Vector256<short>.Zero);
    }

    internal static ulong OfVector512(ReadOnlySpan<short> block, int low)
    {
        Vector512<short> first = IsZero(Vector512.Create(block), low);
        Vector512<short> second = IsZero(Vector512.Create(block[Vector512<short>.Count..]), low);
        return ~Vector512.Narrow(first, second).ExtractMostSignificantBits();

        static Vector512<short> IsZero(Vector512<short> values, int low) =>
            Vector512.Equals(Vector512.ShiftRightLogical(Vector512.Abs(values), low), Vector512<short>.Zero);
    }

    internal static ulong OfBitScalar(ReadOnlySpan<short> block, int low)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k++)
            mask |= (ulong)((Math.Abs((int)block[k]) >> low) & 1) << k;
        return mask;
    }

    internal static ulong OfBitVector256(ReadOnlySpan<short> block, int low)
    {
        ulong mask = 0;
        for (int k = 0; k < CoefficientPlane.BlockLength; k += Vector256<short>.Count)
        {
            // The bit becomes the sign of its lane.
            Vector256<short> signs = Vector256.Abs(Vector256.Create(block[k..])) << (15 - low);
            mask |= (ulong)signs.ExtractMostSignificantBits() << k;
        }

        return mask;
    }

    internal static ulong OfBitVector512(ReadOnlySpan<short> block, int low)
    {
        Vector512<short> first = Vector512.Abs(Vector512.Create(block)) << (15 - low);
        Vector512<short> second = Vector512.Abs(Vector512.Create(block[Vector512<short>.Count..])) << (15 - low);
        return first.ExtractMostSignificantBits() | (second.ExtractMostSignificantBits() << Vector512<short>.Count);
    }
}
