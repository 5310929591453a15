using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Reads DQT segments (T.81, B.2.4.1).</summary>
internal static class QuantizationTableSegment
{
    private const int TableLength = 64;

    /// <summary>Stores each table of the segment, 64 steps in zigzag order, in its slot.</summary>
    /// <returns><see langword="false"/> if the segment is invalid.</returns>
    /// <remarks>A step of zero makes coefficients zero, as in libjpeg; see <see cref="Coefficients.UsableSteps"/>.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> segment, ushort[]?[] tables)
    {
        while (!segment.IsEmpty)
        {
            int bytesAStep = segment[0] >> 4 == 0 ? 1 : 2;
            int slot = segment[0] & 15;
            int length = 1 + (bytesAStep * TableLength);
            if (slot > 3 || segment.Length < length) return false;

            ushort[] steps = new ushort[TableLength];
            for (int k = 0; k < steps.Length; k++)
                steps[k] = bytesAStep == 1 ? segment[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * k))..]);

            tables[slot] = steps;
            segment = segment[length..];
        }

        return true;
    }
}
