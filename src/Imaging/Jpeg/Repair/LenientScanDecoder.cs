using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans;

namespace JpegReducer.Imaging.Jpeg.Repair;

/// <summary>Decodes a damaged scan to the coefficients that libjpeg shows: blocks without data keep their coefficients.</summary>
internal sealed class LenientScanDecoder(
    FrameHeader frame, ScanHeader scan, int restartInterval, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables)
{
    /// <summary>The offset in the source after the scan.</summary>
    public int End { get; private set; }

    /// <summary>Whether libjpeg would have warned.</summary>
    public bool HasWarning { get; private set; }

    /// <summary>Whether any MCU had data.</summary>
    public bool HasData { get; private set; }

    /// <summary>Decodes the scan.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">The offset of the scan's data.</param>
    /// <param name="planes">The coefficients of the picture's components.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public void Decode(ReadOnlyMemory<byte> source, int start, CoefficientPlane[] planes, CancellationToken cancellationToken)
    {
        McuLayout layout = McuLayout.Of(frame, scan);
        LenientBitReader bits = new(source, start);
        LenientBlockDecoder blocks = new(frame, scan, dcTables, acTables, bits);
        int untilRestart = restartInterval;
        int restart = 0;
        for (int row = 0; row < layout.McusDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int column = 0; column < layout.McusAcross; column++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    bits.Restart(restart);
                    blocks.Restart();
                    restart = (restart + 1) & 7;
                    untilRestart = restartInterval - 1;
                }

                if (bits.IsExhausted) continue;
                foreach (McuBlock mcuBlock in layout.Blocks)
                {
                    CoefficientPlane plane = planes[mcuBlock.Plane];
                    int blockRow = (row * mcuBlock.RowStep) + mcuBlock.Row;
                    int blockColumn = (column * mcuBlock.ColumnStep) + mcuBlock.Column;
                    blocks.Decode(plane.Block(blockRow, blockColumn), mcuBlock.ScanComponent);
                }

                HasData |= !bits.IsExhausted;
            }
        }

        (End, HasWarning) = (bits.End, bits.HasWarning);
    }
}
