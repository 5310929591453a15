using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Scans.Decoding;

namespace JpegReducer.Imaging.Jpeg.Reading;

/// <summary>The scans of a complete picture before decoding.</summary>
/// <param name="frame">The frame header.</param>
/// <param name="steps">For each component its 64 quantization steps in zigzag order.</param>
/// <param name="scans">The scans in order.</param>
internal sealed class JpegScans(FrameHeader frame, ushort[]?[] steps, IReadOnlyList<ScanDecoder> scans) : IDisposable
{
    /// <summary>Decodes the picture and compares each coefficient of each block that contains pixels.</summary>
    /// <remarks>All scans are decoded concurrently: only one row of MCUs is in memory, and mostly in the cache.</remarks>
    public bool Matches(JpegImage expected, CancellationToken cancellationToken)
    {
        if (!HasSameHeaders(expected)) return false;

        CoefficientPlane[] planes = [.. frame.Components.Select(component => CoefficientPlane.ForRow(frame, component))];
        try
        {
            for (int row = 0; row < frame.McusDown; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (CoefficientPlane plane in planes) plane.Clear();
                foreach (ScanDecoder scan in scans)
                {
                    if (scan.DecodeRow(row, planes, 0) >= 0) return false;
                }

                for (int i = 0; i < planes.Length; i++)
                {
                    if (!expected.Components[i].Plane.HasSameRows(row * frame.Components[i].Vertical, planes[i])) return false;
                }
            }
        }
        finally
        {
            foreach (CoefficientPlane plane in planes) plane.Dispose();
        }

        return true;
    }

    public void Dispose()
    {
        foreach (ScanDecoder scan in scans) scan.Dispose();
    }

    private bool HasSameHeaders(JpegImage expected) =>
        (expected.Frame.Width, expected.Frame.Height, expected.Components.Count) == (frame.Width, frame.Height, frame.Components.Length)
        && expected.Components.Index().All(pair =>
            pair.Item.Header with { QuantizationSlot = 0 } == frame.Components[pair.Index] with { QuantizationSlot = 0 }
            && pair.Item.Steps.AsSpan().SequenceEqual(steps[pair.Index]));
}
