using System.Buffers.Binary;
using JpegReducer.Imaging.Metadata;

namespace JpegReducer.Imaging.LibraryJpeg;

/// <summary>How coarse a JPEG is: its first quantization table and its chroma sampling.</summary>
/// <param name="Luminance">The 64 steps of table 0 in zigzag order (T.81, B.2.4.1).</param>
/// <param name="HalvesChroma">Whether chroma has half the luma samples, or fewer, in both directions.</param>
internal sealed record JpegTables(IReadOnlyList<int> Luminance, bool HalvesChroma)
{
    /// <summary>The coefficients that decide how a picture looks: the first six diagonals.</summary>
    private const int LowFrequencies = 21;

    /// <summary>Reads both from the segments before the first scan.</summary>
    public static JpegTables Read(ReadOnlySpan<byte> jpeg)
    {
        int[] luminance = [];
        bool halves = false;
        JpegSegmentReader reader = new(jpeg);
        while (reader.MoveNext() && reader.Current.Marker != JpegMarker.StartOfScan)
        {
            if (reader.Current.Marker == JpegMarker.QuantizationTables) luminance = TableZero(reader.Payload) ?? luminance;
            else if (JpegMarker.IsStartOfFrame(reader.Current.Marker)) halves = Halves(reader.Payload);
        }

        return new JpegTables(luminance, halves);
    }

    /// <summary>Steps of this table over those of the other, averaged over the low frequencies: above 1 is coarser.</summary>
    public double CoarsenessOver(JpegTables other) => Luminance.Count < LowFrequencies || other.Luminance.Count < LowFrequencies
        ? 0
        : Enumerable.Range(0, LowFrequencies).Average(index => (double)Luminance[index] / Math.Max(1, other.Luminance[index]));

    private static int[]? TableZero(ReadOnlySpan<byte> tables)
    {
        while (!tables.IsEmpty)
        {
            int bytesEach = (tables[0] >> 4) + 1, destination = tables[0] & 15;
            tables = tables[1..];
            if (tables.Length < 64 * bytesEach) return null;
            if (destination == 0)
            {
                int[] steps = new int[64];
                for (int index = 0; index < 64; index++)
                {
                    steps[index] = bytesEach == 1 ? tables[index] : BinaryPrimitives.ReadUInt16BigEndian(tables[(2 * index)..]);
                }

                return steps;
            }

            tables = tables[(64 * bytesEach)..];
        }

        return null;
    }

    private static bool Halves(ReadOnlySpan<byte> frame) =>
        frame.Length >= 12 && frame[5] >= 3 && frame[7] >> 4 >= 2 * (frame[10] >> 4) && (frame[7] & 15) >= 2 * (frame[10] & 15);
}
