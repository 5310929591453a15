using System.Buffers.Binary;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Reads DQT segments (T.81, B.2.4.1).</summary>
internal static class QuantizationTableSegment
{
    /// <summary>Puts each table of the segment, 64 steps in zigzag order, into its slot.</summary>
    /// <returns><see langword="false"/> where the segment is impossible or a step is zero.</returns>
    public static bool TryRead(ReadOnlySpan<byte> segment, ushort[]?[] tables)
    {
        while (!segment.IsEmpty)
        {
            int bytesAStep = (segment[0] >> 4) + 1;
            int slot = segment[0] & 15;
            int length = 1 + (bytesAStep * CoefficientPlane.BlockLength);
            if (bytesAStep > 2 || slot > 3 || segment.Length < length) return false;

            ushort[] steps = new ushort[CoefficientPlane.BlockLength];
            for (int k = 0; k < steps.Length; k++)
                steps[k] = bytesAStep == 1 ? segment[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * k))..]);

            if (steps.Contains((ushort)0)) return false;
            tables[slot] = steps;
            segment = segment[length..];
        }

        return true;
    }
}
