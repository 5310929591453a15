using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans.Decoding;

namespace JpegReducer.Imaging.Jpeg.Repair;

/// <summary>
/// Decodes blocks of damaged scans as libjpeg does (jdhuff.c, jdphuff.c): invalid codes are read as zero, and coefficients beyond
/// the end of a block are stored at its last position.
/// </summary>
internal sealed class LenientBlockDecoder(
    FrameHeader frame, ScanHeader scan, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables, LenientBitReader bits)
{
    private const int Last = CoefficientPlane.BlockLength - 1;

    private readonly int[] _previous = new int[scan.Components.Length];
    private int _emptyBlocks;

    public void Restart()
    {
        _previous.AsSpan().Clear();
        _emptyBlocks = 0;
    }

    /// <summary>
    /// Decodes the part of a block that the scan codes; <paramref name="component"/> is the index of its component in the scan.
    /// </summary>
    public void Decode(Span<short> block, int component)
    {
        switch (frame.Process == JpegProcess.Progressive, scan.IsDc, scan.IsRefinement)
        {
            case (false, _, _):
                DecodeDc(block, component);
                DecodeBand(acTables[component], block, 1, Last);
                break;
            case (true, true, false):
                DecodeDc(block, component);
                break;
            case (true, true, true):
                block[0] |= (short)(bits.Read(1) << scan.Al);
                break;
            case (true, false, false):
                if (_emptyBlocks > 0) _emptyBlocks--;
                else DecodeBand(acTables[0], block, scan.Ss, scan.Se);
                break;
            default:
                Refine(acTables[0], block);
                break;
        }
    }

    private void DecodeDc(Span<short> block, int component)
    {
        // Values grow without limit in damaged data; differences that are written have at most 15 bits.
        int value = Math.Clamp(_previous[component] + bits.ReadValue(bits.ReadSymbol(dcTables[component])), -DcPrediction.Limit, DcPrediction.Limit);
        _previous[component] = value;
        block[0] = (short)Math.Clamp(value << scan.Al, -DcPrediction.Limit, DcPrediction.Limit);
    }

    private void DecodeBand(HuffmanDecoder table, Span<short> block, int start, int end)
    {
        for (int k = start; k <= end; k++)
        {
            int symbol = bits.ReadSymbol(table);
            int run = symbol >> 4;
            if ((symbol & 15) != 0)
            {
                k += run;
                block[Math.Min(k, Last)] = Representable(bits.ReadValue(symbol & 15) << scan.Al);
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                // Sequential scans have only EOB0; other EOB symbols are read as EOB0.
                if (frame.Process == JpegProcess.Progressive) _emptyBlocks = (1 << run) + bits.Read(run) - 1;
                return;
            }
        }
    }

    private void Refine(HuffmanDecoder table, Span<short> block)
    {
        int k = scan.Ss;
        for (; k <= scan.Se && _emptyBlocks == 0; k++)
        {
            int symbol = bits.ReadSymbol(table);
            int run = symbol >> 4;
            int value = 0;
            if ((symbol & 15) != 0)
            {
                if ((symbol & 15) != 1) bits.Warn();
                value = bits.Read(1) != 0 ? 1 << scan.Al : -(1 << scan.Al);
            }
            else if (run != 15)
            {
                _emptyBlocks = (1 << run) + bits.Read(run);
                break;
            }

            for (; k <= scan.Se; k++)
            {
                if (block[k] != 0) Correct(ref block[k]);
                else if (--run < 0) break;
            }

            if (value != 0) block[Math.Min(k, Last)] = (short)value;
        }

        if (_emptyBlocks == 0) return;
        for (; k <= scan.Se; k++)
        {
            if (block[k] != 0) Correct(ref block[k]);
        }

        _emptyBlocks--;
    }

    private void Correct(ref short coefficient)
    {
        int bit = 1 << scan.Al;
        if (bits.Read(1) != 0 && (coefficient & bit) == 0) coefficient = Representable(coefficient + (coefficient >= 0 ? bit : -bit));
    }

    // Truncated to 16 bits as in libjpeg, except for the one value whose magnitude has no size.
    private static short Representable(int value) => Math.Max((short)value, (short)-short.MaxValue);
}
