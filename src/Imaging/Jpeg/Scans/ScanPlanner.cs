using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Finds the scans that code a picture in the fewest bytes: the best progressive ones, or a single sequential one.</summary>
internal sealed class ScanPlanner(FrameHeader frame, CoefficientPlane[] planes, CancellationToken cancellationToken)
{
    /// <summary>Above this size a sequential form has never won: its headers are all it saves.</summary>
    private const long MaxSequentialBits = 8 * 30_000;

    private readonly ScanEncoder _encoder = new(frame, planes, cancellationToken);

    public ScanPlan Plan()
    {
        PlannedScan[] dc = FindDcScans();
        PlannedScan[] ac = [.. planes.SelectMany((_, component) => new AcSearch(frame, planes, component, cancellationToken).FindCheapest())];

        // The picture builds up evenly: first scans before refinements, low frequencies before high ones.
        ScanPlan progressive = new(true,
        [
            .. dc,
            .. ac.OrderByDescending(scan => scan.Header.Low).ThenBy(scan => scan.Header.IsRefinement)
                .ThenBy(scan => scan.Header.SpectralStart).ThenBy(scan => scan.Header.Components[0].Index),
        ]);

        return progressive.Bits < MaxSequentialBits && CountSequential() is { } sequential && sequential.Bits < progressive.Bits
            ? sequential
            : progressive;
    }

    private PlannedScan[] FindDcScans()
    {
        int[] all = [.. Enumerable.Range(0, planes.Length)];
        if (planes.Length == 1 || !FitsOneMcu(all)) return [.. all.Select(component => CountDc(component))];

        // Apart, values are predicted from the left neighbour always, together from the block before in the MCU. Where no
        // MCU has two rows these are the same, and together there are fewer headers.
        PlannedScan together = CountDc(all);
        if (frame.MaxVertical == 1) return [together];

        PlannedScan[] lumaApart = [CountDc(0), CountDc(all[1..])];
        return lumaApart.Sum(scan => scan.Bits) < together.Bits ? lumaApart : [together];
    }

    private PlannedScan CountDc(params int[] components)
    {
        ScanHeader header = new([.. components.Select(component => new ScanComponent(component, 0, 0))], 0, 0, 0, 0);
        SymbolHistogram[] tables = [.. components.Select(_ => new SymbolHistogram())];
        _encoder.Count(header, isProgressive: true, tables);
        return new PlannedScan(header, tables, []);
    }

    private ScanPlan? CountSequential()
    {
        int[] all = [.. Enumerable.Range(0, planes.Length)];
        if (!FitsOneMcu(all)) return null;

        ScanHeader header = new([.. all.Select(component => new ScanComponent(component, 0, 0))], 0, 63, 0, 0);
        SymbolHistogram[] tables = [.. Enumerable.Range(0, 2 * planes.Length).Select(_ => new SymbolHistogram())];
        _encoder.Count(header, isProgressive: false, tables);
        return new ScanPlan(false, [new PlannedScan(header, tables[..planes.Length], tables[planes.Length..])]);
    }

    // T.81, B.2.3: an MCU has at most ten blocks.
    private bool FitsOneMcu(int[] components) =>
        components.Sum(component => frame.Components[component].Horizontal * frame.Components[component].Vertical) <= 10;
}
