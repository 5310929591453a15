using System.Buffers;
using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>
/// The symbols of all first scans that one component could have, gathered in one pass: of every band that begins and
/// ends at a segment's border, with one point transform.
/// </summary>
/// <remarks>
/// A coefficient is coded by its size and by the zeros since the coefficient before it. Where both are within the band the
/// symbol is the same whatever the band; only the first coefficient of a band counts its zeros from the band's start. So
/// counts are kept for each pair of segments (before, this), and for each pair (segment where the band begins, this), and
/// a band's histogram is a sum of them. Runs of empty blocks are counted band by band, from a few bits a block.
/// </remarks>
internal sealed class BandStatistics
{
    /// <summary>How many segments the 63 AC coefficients are cut into.</summary>
    public const int Segments = 7;

    private const int Symbols = SymbolHistogram.Symbols;

    // [before, this, symbol] and [first segment of the band, this, symbol].
    private readonly int[] _links = new int[Segments * Segments * Symbols];
    private readonly int[] _firsts = new int[Segments * Segments * Symbols];

    /// <summary>The first coefficient of each segment, in zigzag order, and 64 behind the last.</summary>
    public static ReadOnlySpan<byte> Starts => [1, 2, 3, 6, 9, 13, 19, 64];

    private static ReadOnlySpan<byte> SegmentOf =>
    [
        0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
        6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
        6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    ];

    /// <summary>Gathers the statistics of a component and hands each band's histogram to a visitor.</summary>
    /// <param name="plane">The component's coefficients.</param>
    /// <param name="low">The point transform, Al.</param>
    /// <param name="rowStep">1 to look at all rows of blocks, n to look at each n-th.</param>
    /// <param name="visit">Called with the first and the last segment of each band and its histogram, which it may keep.</param>
    /// <param name="cancellationToken">Looked at once a row of blocks.</param>
    public static void Visit(
        CoefficientPlane plane, int low, int rowStep, Action<int, int, SymbolHistogram> visit, CancellationToken cancellationToken)
    {
        int blocks = plane.BlocksAcross * ((plane.BlocksDown + rowStep - 1) / rowStep);
        ushort[] shapes = ArrayPool<ushort>.Shared.Rent(blocks);
        try
        {
            BandStatistics statistics = new();
            statistics.Gather(plane, low, rowStep, shapes, cancellationToken);
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

    // A block's shape: a bit for each segment that is not empty, and above these a bit for each whose last coefficient
    // is not zero, after which no end of band is coded.
    private void Gather(CoefficientPlane plane, int low, int rowStep, Span<ushort> shapes, CancellationToken cancellationToken)
    {
        int index = 0;
        for (int row = 0; row < plane.BlocksDown; row += rowStep)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<short> blocks = plane.Row(row);
            for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
                shapes[index++] = AddBlock(blocks[..CoefficientPlane.BlockLength], low);
        }
    }

    private ushort AddBlock(ReadOnlySpan<short> block, int low)
    {
        ulong mask = BlockMask.Of(block, low) & ~1UL;
        int shape = 0;
        int before = 0;
        int segmentBefore = -1;
        for (ulong rest = mask; rest != 0; rest &= rest - 1)
        {
            int place = BitOperations.TrailingZeroCount(rest);
            int segment = SegmentOf[place];
            int size = HuffmanSymbol.Size(HuffmanSymbol.Magnitude(block[place]) >> low);
            if (segment != segmentBefore)
            {
                shape |= 1 << segment;
                for (int first = segmentBefore + 1; first <= segment; first++)
                    Count(_firsts, first, segment, place - Starts[first], size);
            }

            if (segmentBefore >= 0) Count(_links, segmentBefore, segment, place - before - 1, size);
            before = place;
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
