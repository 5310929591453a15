using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans.Encoding;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>
/// Counts the symbols of all first scans of one component in a single pass: exactly those that <see cref="AcFirstEncoder"/> emits.
/// </summary>
internal sealed class BandHistogram : IScanCount
{
    private readonly CoefficientPlane _plane;
    private readonly ScanHeader[] _scans;
    private readonly int _rowsInMcu;
    private readonly int _al;
    private readonly Band[] _bands;
    private readonly int[] _counts;

    // For each position in a block the index of its band and the start of that band.
    private readonly int[] _bandOf = new int[CoefficientPlane.BlockLength];
    private readonly int[] _startOf;

    /// <param name="plane">The component's coefficients.</param>
    /// <param name="rowsInMcu">The number of block rows of the component per row of the frame's MCUs.</param>
    /// <param name="scans">First scans that together cover the 63 AC coefficients in order, with one point transform.</param>
    public BandHistogram(CoefficientPlane plane, int rowsInMcu, ScanHeader[] scans)
    {
        (_plane, _rowsInMcu, _scans, _al) = (plane, rowsInMcu, scans, scans[0].Al);
        _bands = [.. scans.Select(scan => new Band(BlockBits.Band(scan.Ss, scan.Se), 1UL << scan.Se))];
        _counts = new int[scans.Length * SymbolHistogram.Symbols];
        for (int i = 0; i < scans.Length; i++) _bandOf.AsSpan(scans[i].Ss..(scans[i].Se + 1)).Fill(i);
        _startOf = [.. _bandOf.Select(band => scans[band].Ss)];
    }

    /// <inheritdoc/>
    public IEnumerable<PlannedScan> Planned =>
        _scans.Zip(SymbolHistogram.Split(_counts), (header, histogram) => new PlannedScan(header, [], [histogram]));

    /// <inheritdoc/>
    public void ProcessRow(int row)
    {
        for (int i = row * _rowsInMcu; i < Math.Min((row + 1) * _rowsInMcu, _plane.BlocksDown); i++) CountBlocks(_plane.Row(i));
    }

    /// <inheritdoc/>
    public void Finish()
    {
        for (int i = 0; i < _bands.Length; i++) EndRun(i);
    }

    private void CountBlocks(ReadOnlySpan<short> blocks)
    {
        for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
        {
            ReadOnlySpan<short> block = blocks[..CoefficientPlane.BlockLength];
            ulong mask = BlockMask.Of(block, _al) & ~1UL;
            CountValues(block, mask);
            CountEnds(mask);
        }
    }

    private void CountValues(ReadOnlySpan<short> block, ulong mask)
    {
        int[] counts = _counts;
        int next = 1;
        for (; mask != 0; mask &= mask - 1)
        {
            int position = BitOperations.TrailingZeroCount(mask);
            int table = _bandOf[position] * SymbolHistogram.Symbols;
            int run = position - Math.Max(next, _startOf[position]);
            if (run > 15)
            {
                counts[table + HuffmanSymbol.ZeroRun] += run >> 4;
                run &= 15;
            }

            counts[table + (run << 4) + HuffmanSymbol.Size(HuffmanSymbol.Magnitude(block[position]) >> _al)]++;
            next = position + 1;
        }
    }

    private void CountEnds(ulong mask)
    {
        Span<Band> bands = _bands;
        for (int i = 0; i < bands.Length; i++)
        {
            ref Band band = ref bands[i];
            if ((mask & band.Positions) != 0)
            {
                EndRun(i);

                // A band whose last coefficient is nonzero needs no EOB.
                if ((mask & band.Last) != 0) continue;
            }

            if (++band.EmptyBlocks == HuffmanSymbol.MaxEmptyBlocks) EndRun(i);
        }
    }

    private void EndRun(int band)
    {
        ref int empty = ref _bands[band].EmptyBlocks;
        if (empty > 0) _counts[(band * SymbolHistogram.Symbols) + HuffmanSymbol.EndOfBand(empty)]++;
        empty = 0;
    }

    /// <summary>The state of a band.</summary>
    /// <param name="positions">The positions of the band in a block.</param>
    /// <param name="last">The last position.</param>
    private struct Band(ulong positions, ulong last)
    {
        public readonly ulong Positions = positions;
        public readonly ulong Last = last;

        /// <summary>The length of the current EOB run.</summary>
        public int EmptyBlocks;
    }
}
