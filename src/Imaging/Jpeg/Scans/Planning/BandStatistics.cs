using System.Buffers;
using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>
/// The symbols of all possible first scans of one component, collected in one pass: of every band that begins and ends at a
/// segment boundary, with one point transform.
/// </summary>
/// <remarks>
/// A coefficient is coded by its size and by the zeros since the preceding coefficient. If both are within the band, the
/// symbol does not depend on the band; only the first coefficient of a band counts zeros from the start of the band. So
/// counts are kept for each pair of segments (preceding, current) and for each pair (first segment of the band, current), and
/// the histogram of a band is a sum of them. EOB runs are counted band by band, from a few bits per block.
/// </remarks>
internal sealed class BandStatistics
{
    /// <summary>The number of segments into which the 63 AC coefficients are divided.</summary>
    public const int Segments = 7;

    private const int Symbols = SymbolHistogram.Symbols;

    // [preceding, current, symbol] and [first segment of the band, current, symbol].
    private readonly int[] _links = new int[Segments * Segments * Symbols];
    private readonly int[] _firsts = new int[Segments * Segments * Symbols];

    /// <summary>The first coefficient of each segment, in zigzag order, and 64 after the last.</summary>
    public static ReadOnlySpan<byte> Starts => [1, 2, 3, 6, 9, 13, 19, 64];

    private static ReadOnlySpan<byte> SegmentOf =>
    [
        0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
        6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
        6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    ];

    /// <summary>Collects the statistics of a component and passes the histogram of each band to a callback.</summary>
    /// <param name="plane">The component's coefficients.</param>
    /// <param name="al">The point transform.</param>
    /// <param name="rowStep">1 to count all block rows, n to count each n-th.</param>
    /// <param name="visit">Called with the first and the last segment of each band and its histogram, which the callback may keep.</param>
    /// <param name="cancellationToken">Checked once per row of blocks.</param>
    public static void Visit(
        CoefficientPlane plane, int al, int rowStep, Action<int, int, SymbolHistogram> visit, CancellationToken cancellationToken)
    {
        int blocks = plane.BlocksAcross * ((plane.BlocksDown + rowStep - 1) / rowStep);
        ushort[] shapes = ArrayPool<ushort>.Shared.Rent(blocks);
        try
        {
            BandStatistics statistics = new();
            statistics.Gather(plane, al, rowStep, shapes, cancellationToken);
            EobRunCounter runs = new(shapes.AsSpan(0, blocks));
            for (int first = 0; first < Segments; first++)
            {
                int[] counts = new int[Symbols];
                for (int last = first; last < Segments; last++)
                {
                    statistics.AddSegment(counts, first, last);
                    SymbolHistogram band = new();
                    band.Add(counts);
                    runs.Count(first, last, band.Counts);
                    visit(first, last, band);
                }
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(shapes);
        }
    }

    // The shape of a block: a bit for each nonempty segment, and above these a bit for each segment whose last coefficient is
    // nonzero, so that no EOB is coded.
    private void Gather(CoefficientPlane plane, int al, int rowStep, Span<ushort> shapes, CancellationToken cancellationToken)
    {
        int index = 0;
        for (int row = 0; row < plane.BlocksDown; row += rowStep)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<short> blocks = plane.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
                shapes[index++] = AddBlock(blocks[..CoefficientPlane.BlockLength], al);
        }
    }

    private ushort AddBlock(ReadOnlySpan<short> block, int al)
    {
        ulong mask = BlockMask.Of(block, al) & ~1UL;
        int shape = 0;
        int before = 0;
        int segmentBefore = -1;
        for (ulong rest = mask; rest != 0; rest &= rest - 1)
        {
            int position = BitOperations.TrailingZeroCount(rest);
            int segment = SegmentOf[position];
            int size = HuffmanSymbol.Size(HuffmanSymbol.Magnitude(block[position]) >> al);
            if (segment != segmentBefore)
            {
                shape |= 1 << segment;
                for (int first = segmentBefore + 1; first <= segment; first++)
                    Count(_firsts, first, segment, position - Starts[first], size);
            }

            if (segmentBefore >= 0) Count(_links, segmentBefore, segment, position - before - 1, size);
            before = position;
            segmentBefore = segment;
        }

        for (int segment = 0; segment < Segments; segment++)
            shape |= (int)((mask >> (Starts[segment + 1] - 1)) & 1) << (Segments + segment);
        return (ushort)shape;
    }

    private static void Count(int[] counts, int from, int to, int run, int size)
    {
        Span<int> table = counts.AsSpan(((from * Segments) + to) * Symbols, Symbols);
        if (run > 15)
        {
            table[HuffmanSymbol.ZeroRun] += run >> 4;
            run &= 15;
        }

        table[(run << 4) | size]++;
    }

    private void AddSegment(Span<int> counts, int first, int segment)
    {
        Add(counts, _firsts, first, segment);
        for (int before = first; before <= segment; before++) Add(counts, _links, before, segment);

        static void Add(Span<int> counts, int[] tables, int from, int to) =>
            SymbolHistogram.Add(counts, tables.AsSpan(((from * Segments) + to) * Symbols, Symbols));
    }
}
