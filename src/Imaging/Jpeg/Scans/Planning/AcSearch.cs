using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Finds the cheapest progressive scans for the AC coefficients of one component.</summary>
/// <remarks>
/// What is tried: to leave out up to <see cref="MaxLow"/> low bits at first and to refine them one by one, and with each
/// of these every way to cut the first scan into bands at the borders of <see cref="BandStatistics"/>. Nothing is encoded
/// for it: each candidate's bits follow from symbols counted in a sample of the block rows.
/// </remarks>
internal sealed class AcSearch(FrameHeader frame, CoefficientPlane[] planes, int component, CancellationToken cancellationToken)
{
    private const int MaxLow = 3;

    /// <summary>How many blocks tell enough of a picture; those of a smaller one are all looked at.</summary>
    private const int SampleBlocks = 6_000;

    /// <summary>
    /// What a refinement has to save for the time it costs every decoder: one part in so many of the component's bits.
    /// </summary>
    private const int RefinementPrice = 1000;

    private readonly CoefficientPlane _plane = planes[component];
    private readonly int _rowStep = Math.Clamp(planes[component].BlocksAcross * planes[component].BlocksDown / SampleBlocks, 1, 64);

    /// <summary>The first scans of the cheapest way, then its refinements, to be counted.</summary>
    public IScanCount[] FindCheapest()
    {
        (ScanHeader[] bands, int low) = ChooseScans();
        return
        [
            new BandHistogram(_plane, frame.Components[component].Vertical, bands),
            .. Enumerable.Range(0, low).Reverse().Select(Refinement),
        ];
    }

    private (ScanHeader[] Bands, int Low) ChooseScans()
    {
        (ScanHeader[] Bands, int Low) best = ([], 0);
        long bestBits = long.MaxValue;
        long refinementBits = 0;
        for (int low = 0; low <= MaxLow && refinementBits < bestBits; low++)
        {
            (ScanHeader[] bands, long bits) = ChooseBands(low);
            bits += refinementBits;
            bits += bits / RefinementPrice * low;
            if (bits < bestBits)
            {
                bestBits = bits;
                best = (bands, low);
            }

            // The bits that this point transform still holds must be refined with the next one.
            if (low < MaxLow) refinementBits += Scale(SampleRefinement(low));
        }

        return best;
    }

    private (ScanHeader[] Bands, long Bits) ChooseBands(int low)
    {
        const int Segments = BandStatistics.Segments;

        // The cheapest way to code all segments up to the one at the index, and where its last band begins.
        long[] cheapest = [0, .. Enumerable.Repeat(long.MaxValue, Segments)];
        int[] lastBand = new int[Segments + 1];
        long[,] bandBits = new long[Segments, Segments];
        BandStatistics.Visit(
            _plane, low, _rowStep,
            (first, last, band) => bandBits[first, last] = Scale(new PlannedScan(Header(first, last, low), [], [band])),
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
        for (int end = Segments; end > 0; end = lastBand[end]) bands.Insert(0, Header(lastBand[end], end - 1, low));
        return ([.. bands], cheapest[Segments]);
    }

    private ScanHeader Header(int firstSegment, int lastSegment, int low) => new(
        [new ScanComponent(component, 0, 0)],
        BandStatistics.Starts[firstSegment], BandStatistics.Starts[lastSegment + 1] - 1, 0, low);

    private PlannedScan SampleRefinement(int low)
    {
        ScanCount count = Refinement(low);
        for (int row = 0; row < _plane.BlocksDown; row += _rowStep)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count.CountBlocks(row);
        }

        count.Finish();
        return count.Scan;
    }

    private ScanCount Refinement(int low) => new(
        frame, planes,
        new ScanHeader([new ScanComponent(component, 0, 0)], 1, CoefficientPlane.BlockLength - 1, low + 1, low),
        isProgressive: true);

    // From the sampled rows to all of them; the tables stay what they are.
    private long Scale(PlannedScan sampled) => sampled.FixedBits + ((sampled.Bits - sampled.FixedBits) * _rowStep);
}
