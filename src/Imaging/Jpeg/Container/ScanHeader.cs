using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>One component of a scan and the entropy tables it uses (T.81, B.2.3).</summary>
/// <param name="Index">The component's index in the frame header.</param>
/// <param name="DcSlot">Tdj, 0 to 3.</param>
/// <param name="AcSlot">Taj, 0 to 3.</param>
internal readonly record struct ScanComponent(int Index, int DcSlot, int AcSlot);

/// <summary>The scan header (SOS): which bits of which coefficients of which components follow.</summary>
/// <param name="Components">The components, in their order within an MCU.</param>
/// <param name="Ss">Start of spectral selection: the first coefficient in zigzag order.</param>
/// <param name="Se">End of spectral selection: the last coefficient.</param>
/// <param name="Ah">Successive approximation bit position high: the point transform of the preceding scan; 0 in a first scan.</param>
/// <param name="Al">Successive approximation bit position low: the point transform of this scan, the number of low bits left out.</param>
internal sealed record ScanHeader(ScanComponent[] Components, int Ss, int Se, int Ah, int Al)
{
    /// <summary>Whether this scan adds a bit to coefficients that earlier scans have coded.</summary>
    public bool IsRefinement => Ah != 0;

    public bool IsDc => Ss == 0;

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

            // T.81, B.2.3 requires the order of the frame header; libjpeg (jdmarker.c) accepts any, and uses the next of equal identifiers.
            int index = Array.FindIndex(frame.ScanIds, scanId => scanId == id);
            while (index >= 0 && isUsed[index]) index = Array.FindIndex(frame.ScanIds, index + 1, scanId => scanId == id);
            if (index < 0 || slots >> 4 > 3 || (slots & 15) > 3)
            {
                fault = JpegFault.Corrupt(position, "The scan refers to an invalid component or table.");
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
            fault = JpegFault.Corrupt(position, "The scan's parameters are invalid for the coding process.");
            return false;
        }

        // Sequential scans code whole coefficients; some writers set other parameters, which decoders ignore.
        scan = frame.Process == JpegProcess.Progressive ? header : header with { Ss = 0, Se = 63, Ah = 0, Al = 0 };
        fault = default;
        return true;
    }

    private bool FitsProcess(JpegProcess process)
    {
        if (process != JpegProcess.Progressive) return true;

        // T.81, G.1.1.1: DC and AC in separate scans, AC of one component per scan, one bit per refinement.
        bool band = IsDc ? Se == 0 : Se >= Ss && Se <= 63 && Components.Length == 1;
        return band && Al <= 13 && (Ah == 0 || Ah == Al + 1);
    }
}
