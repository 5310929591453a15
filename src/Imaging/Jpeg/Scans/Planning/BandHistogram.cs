using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans.Encoding;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Counts the symbols of all first scans of one component in a single pass over it: exactly what <see cref="AcFirstEncoder"/> puts.</summary>
internal sealed class BandHistogram : IScanCount
{
    private readonly CoefficientPlane _plane;
    private readonly ScanHeader[] _scans;
    private readonly int _rowsInMcu;
    private readonly int _low;
    private readonly Band[] _bands;
    private readonly int[] _counts;

    // For each place in a block which band it is in, and where that begins.
    private readonly int[] _bandOf = new int[CoefficientPlane.BlockLength];
    private readonly int[] _startOf;

    /// <param name="plane">The component's coefficients.</param>
    /// <param name="rowsInMcu">How many rows of blocks a row of the frame's MCUs has of it.</param>
    /// <param name="scans">First scans that together cover the 63 AC coefficients in their order, with one point transform.</param>
    public BandHistogram(CoefficientPlane plane, int rowsInMcu, ScanHeader[] scans)
    {
        (_plane, _rowsInMcu, _scans, _low) = (plane, rowsInMcu, scans, scans[0].Low);
        _bands = [.. scans.Select(scan => new Band(BitPlaces.Band(scan.SpectralStart, scan.SpectralEnd), 1UL << scan.SpectralEnd))];
        _counts = new int[scans.Length * SymbolHistogram.Symbols];
        for (int i = 0; i < scans.Length; i++) _bandOf.AsSpan(scans[i].SpectralStart..(scans[i].SpectralEnd + 1)).Fill(i);
        _startOf = [.. _bandOf.Select(band => scans[band].SpectralStart)];
    }

    /// <inheritdoc/>
    public IEnumerable<PlannedScan> Planned =>
        _scans.Zip(SymbolHistogram.Split(_counts), (header, histogram) => new PlannedScan(header, [], [histogram]));

    /// <inheritdoc/>
    public void Pass(int row)
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
            ulong mask = BlockMask.Of(block, _low) & ~1UL;
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
            int place = BitOperations.TrailingZeroCount(mask);
            int table = _bandOf[place] * SymbolHistogram.Symbols;
            int run = place - Math.Max(next, _startOf[place]);
            if (run > 15)
            {
                counts[table + HuffmanSymbol.ZeroRun] += run >> 4;
                run &= 15;
            }

            counts[table + (run << 4) + HuffmanSymbol.Size(HuffmanSymbol.Magnitude(block[place]) >> _low)]++;
            next = place + 1;
        }
    }

    private void CountEnds(ulong mask)
    {
        Span<Band> bands = _bands;
        for (int i = 0; i < bands.Length; i++)
        {
            ref Band band = ref bands[i];
            if ((mask & band.Places) != 0)
            {
                EndRun(i);

                // A band whose last coefficient is not zero ends by itself.
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

    /// <summary>A band.</summary>
    /// <param name="places">Its places in a block.</param>
    /// <param name="last">The last of them.</param>
    private struct Band(ulong places, ulong last)
    {
        public readonly ulong Places = places;
        public readonly ulong Last = last;

        /// <summary>The blocks without a coefficient that wait for the symbol that ends them.</summary>
        public int EmptyBlocks;
    }
}
