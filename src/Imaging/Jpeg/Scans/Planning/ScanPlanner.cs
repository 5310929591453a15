using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Finds the scans that code a picture in the fewest bytes: the best progressive ones, or a single sequential one.</summary>
internal sealed class ScanPlanner(FrameHeader frame, CoefficientPlane[] planes, CancellationToken cancellationToken)
{
    /// <summary>Above this size a sequential scan has never been smaller: it only saves headers.</summary>
    private const long MaxSequentialBits = 8 * 30_000;

    private readonly int[] _all = [.. Enumerable.Range(0, planes.Length)];

    /// <summary>Whether only sequential scans are allowed.</summary>
    public bool IsSequential { get; init; }

    /// <summary>What the scans must leave unknown of the coefficients: <see cref="JpegImage.Accuracy"/>.</summary>
    public IReadOnlyList<sbyte[]>? Accuracy { get; init; }

    /// <summary>Finds the cheapest scans.</summary>
    public ScanPlan Plan()
    {
        if (IsSequential) return CountSequential();
        if (Accuracy is not null) return PlanIncomplete(Accuracy);

        IScanCount[][] dcWays = DcWays();
        IScanCount[] ac = [.. _all.SelectMany(component => new AcSearch(frame, planes, component, cancellationToken).FindCheapest())];
        RowPasses.Run([.. ac, .. dcWays.SelectMany(way => way)], frame, cancellationToken);

        // First scans before refinements, low frequencies before high ones, so that the picture builds up evenly.
        ScanPlan progressive = new(true,
        [
            .. dcWays.Select(Planned).MinBy(scans => scans.Sum(scan => scan.Bits))!,
            .. Planned(ac).OrderByDescending(scan => scan.Header.Al).ThenBy(scan => scan.Header.IsRefinement)
                .ThenBy(scan => scan.Header.Ss).ThenBy(scan => scan.Header.Components[0].Index),
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

        // In separate scans values are predicted from the left neighbor, in an interleaved scan from the preceding block of the MCU. If no
        // MCU has two rows these are the same, and one scan has fewer headers.
        return frame.MaxVertical == 1 ? [[Dc(_all)]] : [[Dc(_all)], [Dc(0), Dc(_all[1..])]];
    }

    private ScanCount Dc(params int[] components) => new(frame, planes, Header(components, se: 0), isProgressive: true);

    private ScanPlan CountSequential()
    {
        int[][] interleaved = FitsOneMcu || planes.Length == 1 ? [_all] : [.. _all.Select(component => (int[])[component])];
        ScanCount[] counts =
        [
            .. interleaved.Select(components =>
                new ScanCount(frame, planes, Header(components, CoefficientPlane.BlockLength - 1), isProgressive: false)),
        ];
        RowPasses.Run(counts, frame, cancellationToken);
        return new ScanPlan(false, [.. counts.Select(count => count.Scan)]);
    }

    // One scan for each band with equal accuracy. Refinements would sometimes be smaller, but such files are rare.
    private ScanPlan PlanIncomplete(IReadOnlyList<sbyte[]> accuracy)
    {
        List<ScanHeader> scans = [];
        bool isTogether = FitsOneMcu && accuracy.All(lowest => lowest[0] == accuracy[0][0]);
        foreach (int[] components in isTogether ? [_all] : _all.Select(component => (int[])[component]))
            scans.Add(Header(components, se: 0) with { Al = accuracy[components[0]][0] });

        foreach (int component in _all)
        {
            sbyte[] lowest = accuracy[component];
            for (int start = 1, end; start < lowest.Length; start = end)
            {
                end = start + 1;
                while (end < lowest.Length && lowest[end] == lowest[start]) end++;
                if (lowest[start] >= 0) scans.Add(Header([component], end - 1) with { Ss = start, Al = lowest[start] });
            }
        }

        ScanCount[] counts = [.. scans.Select(scan => new ScanCount(frame, planes, scan, isProgressive: true))];
        RowPasses.Run(counts, frame, cancellationToken);
        return new ScanPlan(true, [.. counts.Select(count => count.Scan)]);
    }

    private static ScanHeader Header(int[] components, int se) =>
        new([.. components.Select(component => new ScanComponent(component, 0, 0))], 0, se, 0, 0);
}
