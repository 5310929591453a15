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
    /// <returns><see langword="false"/> where the scan begins what was begun, or does not go on where the last one ended.</returns>
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
}
