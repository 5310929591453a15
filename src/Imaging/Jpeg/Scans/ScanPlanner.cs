using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Finds the scans that code a picture in the fewest bytes: the best progressive ones, or a single sequential one.</summary>
internal sealed class ScanPlanner(FrameHeader frame, CoefficientPlane[] planes, CancellationToken cancellationToken)
{
    /// <summary>Above this size a sequential form has never won: its headers are all it saves.</summary>
    private const long MaxSequentialBits = 8 * 30_000;

    private readonly int[] _all = [.. Enumerable.Range(0, planes.Length)];

    /// <summary>The cheapest scans.</summary>
    public ScanPlan Plan()
    {
        IScanCount[][] dcWays = DcWays();
        IScanCount[] ac = [.. _all.SelectMany(component => new AcSearch(frame, planes, component, cancellationToken).FindCheapest())];
        RowPasses.Run([.. ac, .. dcWays.SelectMany(way => way)], frame, cancellationToken);

        // The picture builds up evenly: first scans before refinements, low frequencies before high ones.
        ScanPlan progressive = new(true,
        [
            .. dcWays.Select(Planned).MinBy(scans => scans.Sum(scan => scan.Bits))!,
            .. Planned(ac).OrderByDescending(scan => scan.Header.Low).ThenBy(scan => scan.Header.IsRefinement)
                .ThenBy(scan => scan.Header.SpectralStart).ThenBy(scan => scan.Header.Components[0].Index),
        ]);

        return progressive.Bits < MaxSequentialBits && FitsOneMcu && CountSequential() is var sequential && sequential.Bits < progressive.Bits
            ? sequential
            : progressive;

        static PlannedScan[] Planned(IScanCount[] counts) => [.. counts.SelectMany(count => count.Planned)];
    }

    // T.81, B.2.3: an MCU has at most ten blocks.
    private bool FitsOneMcu => frame.Components.Sum(component => component.Horizontal * component.Vertical) <= 10;

    private IScanCount[][] DcWays()
    {
        if (planes.Length == 1 || !FitsOneMcu) return [[.. _all.Select(component => Dc(component))]];

        // Apart, values are predicted from the left neighbour always, together from the block before in the MCU. Where no
        // MCU has two rows these are the same, and together there are fewer headers.
        return frame.MaxVertical == 1 ? [[Dc(_all)]] : [[Dc(_all)], [Dc(0), Dc(_all[1..])]];
    }

    private ScanCount Dc(params int[] components) => new(frame, planes, Header(components, spectralEnd: 0), isProgressive: true);

    private ScanPlan CountSequential()
    {
        ScanCount count = new(frame, planes, Header(_all, CoefficientPlane.BlockLength - 1), isProgressive: false);
        RowPasses.Run([count], frame, cancellationToken);
        return new ScanPlan(false, [count.Scan]);
    }

    private static ScanHeader Header(int[] components, int spectralEnd) =>
        new([.. components.Select(component => new ScanComponent(component, 0, 0))], 0, spectralEnd, 0, 0);
}
