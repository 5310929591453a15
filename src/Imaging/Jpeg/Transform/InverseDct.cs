using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>
/// The integer inverse DCT that libjpeg uses by default, exact to the last bit and therefore the way in which most pictures are
/// decoded: the algorithm of C. Loeffler, A. Ligtenberg and G. Moschytz (Practical fast 1-D DCT
/// algorithms with 11 multiplications, ICASSP 1989), constants in 1/8192.
/// </summary>
internal static class InverseDct
{
    private const int Side = DctBasis.Side;
    private const int ConstantBits = 13;

    /// <summary>The fraction bits that results of the column pass keep.</summary>
    private const int KeptBits = 2;

    /// <summary>Each pass scales its values by √8; both together by eight.</summary>
    private const int ScaleBits = 3;

    private const int LevelShift = 128;

    /// <summary>Transforms a block.</summary>
    /// <param name="coefficients">64 coefficients in row order, dequantized.</param>
    /// <param name="samples">Receives the samples, 0 to 255, in row order.</param>
    /// <param name="stride">The distance between rows of samples.</param>
    public static void Transform(ReadOnlySpan<int> coefficients, Span<int> samples, int stride)
    {
        Span<int> turned = stackalloc int[Side * Side];
        Pass(coefficients, turned, ConstantBits - KeptBits);
        Span<int> upright = stackalloc int[Side * Side];
        Transpose(turned, upright);
        Pass(upright, turned, ConstantBits + KeptBits + ScaleBits);
        Transpose(turned, upright);
        for (int y = 0; y < Side; y++)
        {
            Vector256<int> row = Vector256.Create<int>(upright[(y * Side)..]) + Vector256.Create(LevelShift);
            Vector256.Clamp(row, Vector256<int>.Zero, Vector256.Create(255)).CopyTo(samples[(y * stride)..]);
        }
    }

    // One dimension of all eight columns.
    private static void Pass(ReadOnlySpan<int> input, Span<int> output, int shift)
    {
        Vector256<int> half = Vector256.Create(1 << (shift - 1));
        Vector256<int> in0 = Row(input, 0), in1 = Row(input, 1), in2 = Row(input, 2), in3 = Row(input, 3);
        Vector256<int> in4 = Row(input, 4), in5 = Row(input, 5), in6 = Row(input, 6), in7 = Row(input, 7);

        Vector256<int> rotated = (in2 + in6) * 4433;
        Vector256<int> even2 = rotated - (in6 * 15137);
        Vector256<int> even3 = rotated + (in2 * 6270);
        Vector256<int> sum = ((in0 + in4) << ConstantBits) + half;
        Vector256<int> difference = ((in0 - in4) << ConstantBits) + half;
        Vector256<int> even10 = sum + even3, even13 = sum - even3;
        Vector256<int> even11 = difference + even2, even12 = difference - even2;

        Vector256<int> common = (in7 + in3 + in5 + in1) * 9633;
        Vector256<int> z1 = (in7 + in1) * -7373;
        Vector256<int> z2 = (in5 + in3) * -20995;
        Vector256<int> z3 = ((in7 + in3) * -16069) + common;
        Vector256<int> z4 = ((in5 + in1) * -3196) + common;
        Vector256<int> odd0 = (in7 * 2446) + z1 + z3;
        Vector256<int> odd1 = (in5 * 16819) + z2 + z4;
        Vector256<int> odd2 = (in3 * 25172) + z2 + z3;
        Vector256<int> odd3 = (in1 * 12299) + z1 + z4;

        ((even10 + odd3) >> shift).CopyTo(output);
        ((even11 + odd2) >> shift).CopyTo(output[Side..]);
        ((even12 + odd1) >> shift).CopyTo(output[(2 * Side)..]);
        ((even13 + odd0) >> shift).CopyTo(output[(3 * Side)..]);
        ((even13 - odd0) >> shift).CopyTo(output[(4 * Side)..]);
        ((even12 - odd1) >> shift).CopyTo(output[(5 * Side)..]);
        ((even11 - odd2) >> shift).CopyTo(output[(6 * Side)..]);
        ((even10 - odd3) >> shift).CopyTo(output[(7 * Side)..]);
    }

    private static Vector256<int> Row(ReadOnlySpan<int> block, int y) => Vector256.Create(block[(y * Side)..]);

    private static void Transpose(ReadOnlySpan<int> from, Span<int> to)
    {
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++) to[(x * Side) + y] = from[(y * Side) + x];
        }
    }
}
