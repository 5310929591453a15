using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Decodes one scan into the coefficient planes: chooses its kind of block and walks its MCUs.</summary>
internal sealed class ScanDecoder(FrameHeader frame, CoefficientPlane[] planes, ScanHeader scan, int restartInterval)
{
    /// <summary>Decodes the scan's data.</summary>
    /// <param name="data">The scan's entropy-coded data.</param>
    /// <param name="dcTables">The DC table of each component of the scan; not looked at where the scan needs none.</param>
    /// <param name="acTables">The AC table of each component of the scan; not looked at where the scan needs none.</param>
    /// <param name="cancellationToken">Looked at once a row of MCUs.</param>
    /// <returns>-1 when the scan is complete, else where in <paramref name="data"/> it went wrong.</returns>
    public int Decode(EntropyCodedData data, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables, CancellationToken cancellationToken) =>
        (frame.Process == JpegProcess.Progressive, scan.IsDc, scan.IsRefinement) switch
        {
            (false, _, _) => Walk(new SequentialBlockDecoder(dcTables, acTables), data, cancellationToken),
            (true, true, false) => Walk(new DcFirstDecoder(dcTables, scan.Low), data, cancellationToken),
            (true, true, true) => Walk(new DcRefinementDecoder(scan.Low), data, cancellationToken),
            (true, false, false) => Walk(new AcFirstDecoder(acTables[0], scan.SpectralStart, scan.SpectralEnd, scan.Low), data, cancellationToken),
            (true, false, true) => Walk(new AcRefinementDecoder(acTables[0], scan.SpectralStart, scan.SpectralEnd, scan.Low), data, cancellationToken),
        };

    private int Walk<TDecoder>(TDecoder decoder, EntropyCodedData data, CancellationToken cancellationToken)
        where TDecoder : struct, IBlockDecoder
    {
        McuLayout layout = McuLayout.Of(frame, scan);
        CoefficientPlane? single = scan.Components is [ScanComponent only] ? planes[only.Index] : null;
        int interval = 0;
        int untilRestart = restartInterval == 0 ? int.MaxValue : restartInterval;
        long end = data.IntervalEnds[0] * 8L;
        BitReader reader = new(data.Bytes, 0);
        for (int row = 0; row < layout.McusDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int column = 0; column < layout.McusAcross; column++)
            {
                if (untilRestart == 0)
                {
                    if (++interval == data.IntervalEnds.Count) return data.IntervalEnds[^1];
                    reader = new BitReader(data.Bytes, data.IntervalEnds[interval - 1]);
                    end = data.IntervalEnds[interval] * 8L;
                    untilRestart = restartInterval;
                    decoder.Restart();
                }

                untilRestart--;
                if (single is not null)
                {
                    Span<short> block = single.Row(row).Slice(column * CoefficientPlane.BlockLength, CoefficientPlane.BlockLength);
                    if (decoder.TryDecode(ref reader, block, 0) && reader.BitPosition <= end) continue;
                    return (int)Math.Min(reader.BitPosition / 8, data.IntervalEnds[interval]);
                }

                foreach (McuBlock place in layout.Blocks)
                {
                    Span<short> block = planes[place.Plane].Block(
                        (row * place.RowStep) + place.Row, (column * place.ColumnStep) + place.Column);
                    if (!decoder.TryDecode(ref reader, block, place.ScanComponent) || reader.BitPosition > end)
                        return (int)Math.Min(reader.BitPosition / 8, data.IntervalEnds[interval]);
                }
            }
        }

        return -1;
    }
}
