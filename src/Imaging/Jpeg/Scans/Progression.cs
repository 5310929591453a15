using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>The progress of the scans for each coefficient of each component.</summary>
internal sealed class Progression(FrameHeader frame)
{
    private const sbyte NotCoded = -1;

    // The lowest bit that has been coded.
    private readonly sbyte[][] _lowest =
    [
        .. frame.Components.Select(_ =>
        {
            sbyte[] lowest = new sbyte[CoefficientPlane.BlockLength];
            lowest.AsSpan().Fill(NotCoded);
            return lowest;
        }),
    ];

    /// <summary>Whether every bit of every coefficient has been coded.</summary>
    public bool IsComplete => _lowest.All(lowest => lowest.All(bit => bit == 0));

    /// <summary>Records what a scan codes.</summary>
    /// <returns>
    /// <see langword="false"/>, with nothing recorded for the component, if the scan repeats a first scan, or does not continue at the bit
    /// after the last one.
    /// </returns>
    public bool TryAdvance(ScanHeader scan)
    {
        int expected = scan.IsRefinement ? scan.Ah : NotCoded;
        foreach (ScanComponent component in scan.Components)
        {
            Span<sbyte> band = _lowest[component.Index].AsSpan(scan.Ss..(scan.Se + 1));
            if (band.ContainsAnyExcept((sbyte)expected)) return false;
            band.Fill((sbyte)scan.Al);
        }

        return true;
    }

    /// <summary>Records what a scan codes, regardless of earlier scans.</summary>
    public void Advance(ScanHeader scan)
    {
        foreach (ScanComponent component in scan.Components)
            _lowest[component.Index].AsSpan(scan.Ss..(scan.Se + 1)).Fill((sbyte)scan.Al);
    }

    /// <summary>
    /// Whether libjpeg decodes such a scan without a warning (jdphuff.c): complete coefficients may be coded again, AC follows DC.
    /// </summary>
    public bool IsAcceptedByLibjpeg(ScanHeader scan) => frame.Process != JpegProcess.Progressive || scan.Components.All(component =>
    {
        ReadOnlySpan<sbyte> lowest = _lowest[component.Index];
        if (!scan.IsDc && lowest[0] < 0) return false;
        foreach (sbyte bit in lowest[scan.Ss..(scan.Se + 1)])
        {
            if (Math.Max(bit, (sbyte)0) != scan.Ah) return false;
        }

        return true;
    });

    /// <summary>
    /// The lowest coded bit of each coefficient of each component, −1 if none; <see langword="null"/> if decoders do not smooth the
    /// picture.
    /// </summary>
    /// <remarks>
    /// libjpeg smooths progressive pictures with known DC values and unknown low AC coefficients (jdcoefct.c). A file that shows the
    /// same pixels has to leave the same bits unknown.
    /// </remarks>
    public IReadOnlyList<sbyte[]>? AccuracyOf(IReadOnlyList<CoefficientPlane> planes)
    {
        const int SmoothedCoefficients = 10;
        bool isSmoothed = frame.Process == JpegProcess.Progressive
            && _lowest.All(lowest => lowest[0] >= 0)
            && _lowest.Any(lowest => lowest.AsSpan(1, SmoothedCoefficients - 1).ContainsAnyExcept((sbyte)0));
        return isSmoothed && planes.Index().All(plane => IsWithin(plane.Item, _lowest[plane.Index])) ? _lowest : null;
    }

    // Damaged scans may have set bits that they do not code.
    private static bool IsWithin(CoefficientPlane plane, sbyte[] lowest)
    {
        for (int row = 0; row < plane.BlocksDown; row++)
        {
            for (ReadOnlySpan<short> blocks = plane.Row(row); !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            {
                for (int k = 0; k < lowest.Length; k++)
                {
                    if (blocks[k] != 0 && (lowest[k] < 0 || (blocks[k] & ((1 << lowest[k]) - 1)) != 0)) return false;
                }
            }
        }

        return true;
    }
}
