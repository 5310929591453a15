using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>How far the scans have come with each coefficient of each component.</summary>
internal sealed class Progression(FrameHeader frame)
{
    private const sbyte NotBegun = -1;

    // The lowest bit that has been coded.
    private readonly sbyte[][] _lowest =
    [
        .. frame.Components.Select(_ =>
        {
            sbyte[] lowest = new sbyte[CoefficientPlane.BlockLength];
            lowest.AsSpan().Fill(NotBegun);
            return lowest;
        }),
    ];

    /// <summary>Whether every bit of every coefficient has been coded.</summary>
    public bool IsComplete => _lowest.All(lowest => lowest.All(bit => bit == 0));

    /// <summary>Notes what a scan codes.</summary>
    /// <returns><see langword="false"/>, and nothing noted, where the scan begins what was begun, or does not go on where the last one ended.</returns>
    public bool TryAdvance(ScanHeader scan)
    {
        int expected = scan.IsRefinement ? scan.High : NotBegun;
        foreach (ScanComponent component in scan.Components)
        {
            Span<sbyte> band = _lowest[component.Index].AsSpan(scan.SpectralStart..(scan.SpectralEnd + 1));
            if (band.ContainsAnyExcept((sbyte)expected)) return false;
            band.Fill((sbyte)scan.Low);
        }

        return true;
    }

    /// <summary>Notes what a scan codes, whatever earlier scans have coded.</summary>
    public void Advance(ScanHeader scan)
    {
        foreach (ScanComponent component in scan.Components)
            _lowest[component.Index].AsSpan(scan.SpectralStart..(scan.SpectralEnd + 1)).Fill((sbyte)scan.Low);
    }

    /// <summary>Whether libjpeg decodes such a scan without a warning (jdphuff.c): complete coefficients may be coded once more, AC comes behind DC.</summary>
    public bool IsUnnoticed(ScanHeader scan) => frame.Process != JpegProcess.Progressive || scan.Components.All(component =>
    {
        ReadOnlySpan<sbyte> lowest = _lowest[component.Index];
        if (!scan.IsDc && lowest[0] < 0) return false;
        foreach (sbyte bit in lowest[scan.SpectralStart..(scan.SpectralEnd + 1)])
        {
            if (Math.Max(bit, (sbyte)0) != scan.High) return false;
        }

        return true;
    });

    /// <summary>
    /// The lowest bit that is known of each coefficient of each component, −1 where none is; <see langword="null"/> where that
    /// makes no difference.
    /// </summary>
    /// <remarks>
    /// libjpeg smooths progressive pictures whose DC values are known and whose first AC coefficients are not (jdcoefct.c). A file
    /// that shows the same has to leave as much unknown.
    /// </remarks>
    public IReadOnlyList<sbyte[]>? AccuracyOf(IReadOnlyList<CoefficientPlane> planes)
    {
        const int SmoothedCoefficients = 10;
        bool isSmoothed = frame.Process == JpegProcess.Progressive
            && _lowest.All(lowest => lowest[0] >= 0)
            && _lowest.Any(lowest => lowest.AsSpan(1, SmoothedCoefficients - 1).ContainsAnyExcept((sbyte)0));
        return isSmoothed && planes.Index().All(plane => IsWithin(plane.Item, _lowest[plane.Index])) ? _lowest : null;
    }

    // Damaged scans may have set what they do not code.
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
