using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Finds the cheapest progressive scans for the AC coefficients of one component.</summary>
/// <remarks>
/// The search varies Al of the first scans from 0 to <see cref="MaxAl"/>, followed by one refinement per bit, and for each Al the
/// division of the first scans into bands at the boundaries of <see cref="BandStatistics"/>. Nothing is encoded for it: the size
/// of each candidate follows from symbol counts in a sample of the block rows.
/// </remarks>
internal sealed class AcSearch(FrameHeader frame, CoefficientPlane[] planes, int component, CancellationToken cancellationToken)
{
    private const int MaxAl = 3;

    /// <summary>The number of blocks that represent a picture; all blocks of a smaller one are counted.</summary>
    private const int SampleBlocks = 6_000;

    /// <summary>
    /// The decoding time of a refinement scan, as one part in this many of the component's bits: less is not worth a refinement.
    /// </summary>
    private const int RefinementPenalty = 1000;

    private readonly CoefficientPlane _plane = planes[component];
    private readonly int _rowStep = Math.Clamp(planes[component].BlocksAcross * planes[component].BlocksDown / SampleBlocks, 1, 64);

    /// <summary>The first scans of the cheapest candidate, then its refinements, to be counted.</summary>
    public IScanCount[] FindCheapest()
    {
        (ScanHeader[] bands, int al) = ChooseScans();
        return
        [
            new BandHistogram(_plane, frame.Components[component].Vertical, bands),
            .. Enumerable.Range(0, al).Reverse().Select(Refinement),
        ];
    }

    private (ScanHeader[] Bands, int Al) ChooseScans()
    {
        (ScanHeader[] Bands, int Al) best = ([], 0);
        long bestBits = long.MaxValue;
        long refinementBits = 0;
        for (int al = 0; al <= MaxAl && refinementBits < bestBits; al++)
        {
            (ScanHeader[] bands, long bits) = ChooseBands(al);
            bits += refinementBits;
            bits += bits / RefinementPenalty * al;
            if (bits < bestBits)
            {
                bestBits = bits;
                best = (bands, al);
            }

            // The bits below this point transform need a refinement scan with the next one.
            if (al < MaxAl) refinementBits += Scale(SampleRefinement(al));
        }

        return best;
    }

    private (ScanHeader[] Bands, long Bits) ChooseBands(int al)
    {
        const int Segments = BandStatistics.Segments;

        // The minimum cost of all segments up to an index, and the first segment of the last band for it.
        long[] cheapest = [0, .. Enumerable.Repeat(long.MaxValue, Segments)];
        int[] lastBand = new int[Segments + 1];
        long[,] bandBits = new long[Segments, Segments];
        BandStatistics.Visit(
            _plane, al, _rowStep,
            (first, last, band) => bandBits[first, last] = Scale(new PlannedScan(Header(first, last, al), [], [band])),
            cancellationToken);

        for (int end = 1; end <= Segments; end++)
        {
            for (int first = 0; first < end; first++)
            {
                long bits = cheapest[first] + bandBits[first, end - 1];
                if (bits >= cheapest[end]) continue;
                cheapest[end] = bits;
                lastBand[end] = first;
            }
        }

        List<ScanHeader> bands = [];
        for (int end = Segments; end > 0; end = lastBand[end]) bands.Insert(0, Header(lastBand[end], end - 1, al));
        return ([.. bands], cheapest[Segments]);
    }

    private ScanHeader Header(int firstSegment, int lastSegment, int al) => new(
        [new ScanComponent(component, 0, 0)],
        BandStatistics.Starts[firstSegment], BandStatistics.Starts[lastSegment + 1] - 1, 0, al);

    private PlannedScan SampleRefinement(int al)
    {
        ScanCount count = Refinement(al);
        for (int row = 0; row < _plane.BlocksDown; row += _rowStep)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count.CountBlocks(row);
        }

        count.Finish();
        return count.Scan;
    }

    private ScanCount Refinement(int al) => new(
        frame, planes,
        new ScanHeader([new ScanComponent(component, 0, 0)], 1, CoefficientPlane.BlockLength - 1, al + 1, al),
        isProgressive: true);

    // Extrapolates from the sampled rows to all; the size of the tables stays.
    private long Scale(PlannedScan sampled) => sampled.FixedBits + ((sampled.Bits - sampled.FixedBits) * _rowStep);
}
