using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>One component of a scan and the entropy tables it uses (T.81, B.2.3).</summary>
/// <param name="Index">The component's place in the frame header.</param>
/// <param name="DcSlot">Tdj, 0 to 3.</param>
/// <param name="AcSlot">Taj, 0 to 3.</param>
internal readonly record struct ScanComponent(int Index, int DcSlot, int AcSlot);

/// <summary>The scan header (SOS): which coefficients of which components follow, and which of their bits.</summary>
/// <param name="Components">The components, in the order in which an MCU holds them.</param>
/// <param name="SpectralStart">Ss, the first coefficient in zigzag order.</param>
/// <param name="SpectralEnd">Se, the last one.</param>
/// <param name="High">Ah, the point transform of the scan before; 0 in a first scan.</param>
/// <param name="Low">Al, the point transform of this scan: the lowest bits left out.</param>
internal sealed record ScanHeader(ScanComponent[] Components, int SpectralStart, int SpectralEnd, int High, int Low)
{
    /// <summary>Whether this scan adds a bit to coefficients that earlier scans began.</summary>
    public bool IsRefinement => High != 0;

    public bool IsDc => SpectralStart == 0;

    public static bool TryParse(
        ReadOnlySpan<byte> segment, int position, FrameHeader frame,
        [NotNullWhen(true)] out ScanHeader? scan, out JpegFault fault)
    {
        scan = null;
        if (segment.Length < 4 || segment[0] is < 1 or > 4 || segment.Length != 4 + (2 * segment[0]))
        {
            fault = JpegFault.Corrupt(position, "The scan header's length does not fit its components.");
            return false;
        }

        ScanComponent[] components = new ScanComponent[segment[0]];
        int blocks = 0;
        bool[] isUsed = new bool[4];
        for (int i = 0; i < components.Length; i++)
        {
            byte id = segment[1 + (2 * i)];
            byte slots = segment[2 + (2 * i)];

            // T.81, B.2.3 has them in the order of the frame header; libjpeg (jdmarker.c) also takes others, and the next of equal names.
            int index = Array.FindIndex(frame.ScanNames, name => name == id);
            while (index >= 0 && isUsed[index]) index = Array.FindIndex(frame.ScanNames, index + 1, name => name == id);
            if (index < 0 || slots >> 4 > 3 || (slots & 15) > 3)
            {
                fault = JpegFault.Corrupt(position, "The scan names an impossible component or table.");
                return false;
            }

            isUsed[index] = true;
            components[i] = new ScanComponent(index, slots >> 4, slots & 15);
            blocks += frame.Components[index].Horizontal * frame.Components[index].Vertical;
        }

        ReadOnlySpan<byte> parameters = segment[^3..];
        ScanHeader header = new(components, parameters[0], parameters[1], parameters[2] >> 4, parameters[2] & 15);
        if ((components.Length > 1 && blocks > 10) || !header.FitsProcess(frame.Process))
        {
            fault = JpegFault.Corrupt(position, "The scan's parameters are impossible for the picture's process.");
            return false;
        }

        // Sequential scans hold whole coefficients; what some writers put into their parameters says nothing.
        scan = frame.Process == JpegProcess.Progressive ? header : header with { SpectralStart = 0, SpectralEnd = 63, High = 0, Low = 0 };
        fault = default;
        return true;
    }

    private bool FitsProcess(JpegProcess process)
    {
        if (process != JpegProcess.Progressive) return true;

        // T.81, G.1.1.1: DC and AC apart, AC of one component at a time, one bit a refinement.
        bool band = IsDc ? SpectralEnd == 0 : SpectralEnd >= SpectralStart && SpectralEnd <= 63 && Components.Length == 1;
        return band && Low <= 13 && (High == 0 || High == Low + 1);
    }
}
