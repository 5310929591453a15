using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Encodes scans from coefficient planes: chooses the kind of block and walks the MCUs.</summary>
internal sealed class ScanEncoder(FrameHeader frame, CoefficientPlane[] planes, CancellationToken cancellationToken)
{
    /// <summary>Counts the symbols of a scan.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="isProgressive">Whether it is a scan of a progressive picture.</param>
    /// <param name="tables">The DC tables of the scan's components, then the AC tables, as far as the scan needs them.</param>
    /// <param name="rowStep">1 to count all rows of MCUs, n to count each n-th.</param>
    /// <returns>The bits that follow no code.</returns>
    public long Count(ScanHeader scan, bool isProgressive, SymbolHistogram[] tables, int rowStep = 1)
    {
        CountingSink sink = new(tables);
        Encode(ref sink, scan, isProgressive, rowStep);
        return sink.PlainBits;
    }

    /// <summary>Writes the entropy-coded data of a scan.</summary>
    public void Write(ScanHeader scan, bool isProgressive, HuffmanCode[] tables, OutputBuffer output)
    {
        BitWriter writer = new(output, tables);
        Encode(ref writer, scan, isProgressive, rowStep: 1);
        writer.Flush();
    }

    private void Encode<TSink>(ref TSink sink, ScanHeader scan, bool isProgressive, int rowStep)
        where TSink : struct, ISymbolSink
    {
        switch (isProgressive, scan.IsDc, scan.IsRefinement)
        {
            case (false, _, _):
                Walk(ref sink, new SequentialBlockEncoder(scan.Components.Length), scan, rowStep);
                break;
            case (true, true, false):
                Walk(ref sink, new DcFirstEncoder(scan.Low), scan, rowStep);
                break;
            case (true, true, true):
                throw new NotSupportedException("DC values are written whole: their low bits cost as much in a scan of their own.");
            case (true, false, false):
                Walk(ref sink, new AcFirstEncoder(scan.SpectralStart, scan.SpectralEnd, scan.Low), scan, rowStep);
                break;
            case (true, false, true):
                Walk(ref sink, new AcRefinementEncoder(scan.SpectralStart, scan.SpectralEnd, scan.Low), scan, rowStep);
                break;
        }
    }

    private void Walk<TEncoder, TSink>(ref TSink shared, TEncoder encoder, ScanHeader scan, int rowStep)
        where TEncoder : struct, IBlockEncoder
        where TSink : struct, ISymbolSink
    {
        TSink sink = shared;
        if (scan.Components is [ScanComponent only])
        {
            CoefficientPlane plane = planes[only.Index];
            for (int row = 0; row < plane.BlocksDown; row += rowStep)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<short> blocks = plane.Row(row);
                for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
                    encoder.Encode(ref sink, blocks[..CoefficientPlane.BlockLength], 0);
            }
        }
        else
        {
            WalkMcus(ref sink, ref encoder, McuLayout.Of(frame, scan), rowStep);
        }

        encoder.Finish(ref sink);
        shared = sink;
    }

    private void WalkMcus<TEncoder, TSink>(ref TSink sink, ref TEncoder encoder, McuLayout layout, int rowStep)
        where TEncoder : struct, IBlockEncoder
        where TSink : struct, ISymbolSink
    {
        for (int row = 0; row < layout.McusDown; row += rowStep)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int column = 0; column < layout.McusAcross; column++)
            {
                foreach (McuBlock place in layout.Blocks)
                {
                    CoefficientPlane plane = planes[place.Plane];
                    int blockRow = (row * place.RowStep) + place.Row;
                    int blockColumn = (column * place.ColumnStep) + place.Column;
                    bool holdsPixels = blockRow < plane.BlocksDown && blockColumn < plane.BlocksAcross;
                    encoder.Encode(ref sink, holdsPixels ? plane.Block(blockRow, blockColumn) : default, place.ScanComponent);
                }
            }
        }
    }
}
