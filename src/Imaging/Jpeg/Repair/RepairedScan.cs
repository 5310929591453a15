using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans;

namespace JpegReducer.Imaging.Jpeg.Repair;

/// <summary>Decodes a scan whatever is wrong with its data, to the coefficients that libjpeg shows: blocks without data stay as they are.</summary>
internal sealed class RepairedScan(FrameHeader frame, ScanHeader scan, int restartInterval, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables)
{
    /// <summary>Where the source goes on.</summary>
    public int End { get; private set; }

    /// <summary>Whether libjpeg would have warned.</summary>
    public bool HasWarning { get; private set; }

    /// <summary>Whether the data held an MCU.</summary>
    public bool HasData { get; private set; }

    /// <summary>Decodes the scan.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Where the scan's data begins.</param>
    /// <param name="planes">The coefficients of the picture's components.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public void Decode(ReadOnlyMemory<byte> source, int start, CoefficientPlane[] planes, CancellationToken cancellationToken)
    {
        McuLayout layout = McuLayout.Of(frame, scan);
        MarkedBits bits = new(source, start);
        RepairedBlocks blocks = new(frame, scan, dcTables, acTables, bits);
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
                foreach (McuBlock place in layout.Blocks)
                {
                    CoefficientPlane plane = planes[place.Plane];
                    blocks.Decode(plane.Block((row * place.RowStep) + place.Row, (column * place.ColumnStep) + place.Column), place.ScanComponent);
                }

                HasData |= !bits.IsExhausted;
            }
        }

        (End, HasWarning) = (bits.End, bits.HasWarning);
    }
}
