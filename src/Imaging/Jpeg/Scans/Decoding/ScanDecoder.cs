using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes one scan, a row of the frame's MCUs at a time, so that several scans can be decoded concurrently.</summary>
internal abstract class ScanDecoder : IDisposable
{
    /// <summary>Creates the decoder for the kind of scan.</summary>
    /// <param name="frame">The frame header.</param>
    /// <param name="scan">The scan header.</param>
    /// <param name="restartInterval">MCUs between restart markers; 0 if there are none.</param>
    /// <param name="data">The scan's entropy-coded data; owned by the decoder.</param>
    /// <param name="dcTables">The DC table of each component of the scan; unused if the scan has no DC symbols.</param>
    /// <param name="acTables">The AC table of each component of the scan; unused if the scan has no AC symbols.</param>
    public static ScanDecoder Create(
        FrameHeader frame, ScanHeader scan, int restartInterval, EntropyCodedData data, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables) =>
        (frame.Process == JpegProcess.Progressive, scan.IsDc, scan.IsRefinement) switch
        {
            (false, _, _) => new ScanDecoder<SequentialBlockDecoder>(frame, scan, restartInterval, data, new(dcTables, acTables)),
            (true, true, false) => new ScanDecoder<DcFirstDecoder>(frame, scan, restartInterval, data, new(dcTables, scan.Al)),
            (true, true, true) => new ScanDecoder<DcRefinementDecoder>(frame, scan, restartInterval, data, new(scan.Al)),
            (true, false, false) => new ScanDecoder<AcFirstDecoder>(
                frame, scan, restartInterval, data, new(acTables[0], scan.Ss, scan.Se, scan.Al)),
            (true, false, true) => new ScanDecoder<AcRefinementDecoder>(
                frame, scan, restartInterval, data, new(acTables[0], scan.Ss, scan.Se, scan.Al)),
        };

    /// <summary>Decodes the next row of MCUs.</summary>
    /// <param name="row">The row, in the frame's MCUs; each once, in order.</param>
    /// <param name="planes">The coefficients of the frame's components.</param>
    /// <param name="planeRow">The row of MCUs in the planes.</param>
    /// <returns>-1, or the index in the scan's data at which decoding failed.</returns>
    public abstract int DecodeRow(int row, CoefficientPlane[] planes, int planeRow);

    public abstract void Dispose();
}

/// <summary>Iterates over the MCUs of a scan, with a specialized inner loop for each kind of block.</summary>
internal sealed class ScanDecoder<TDecoder>(
    FrameHeader frame, ScanHeader scan, int restartInterval, EntropyCodedData data, TDecoder blocks) : ScanDecoder
    where TDecoder : struct, IBlockDecoder
{
    private readonly McuLayout _layout = McuLayout.Of(frame, scan);
    private TDecoder _blocks = blocks;
    private long _position;
    private int _interval;
    private int _untilRestart = restartInterval == 0 ? int.MaxValue : restartInterval;

    public override int DecodeRow(int row, CoefficientPlane[] planes, int planeRow)
    {
        if (scan.Components is not [ScanComponent only]) return DecodeMcus(planes, planeRow);

        int rows = frame.Components[only.Index].Vertical;
        int present = Math.Min(rows, _layout.McusDown - (row * rows));
        for (int i = 0; i < present; i++)
        {
            int failure = DecodeBlocks(planes[only.Index].Row((planeRow * rows) + i));
            if (failure >= 0) return failure;
        }

        return -1;
    }

    public override void Dispose() => data.Dispose();

    // In a scan of one component, blocks are MCUs (T.81, A.2.2).
    private int DecodeBlocks(Span<short> row)
    {
        TDecoder blocks = _blocks;
        BitReader reader = BitReader.At(data.Bytes, _position);
        long end = data.IntervalEnds[_interval] * 8L;
        for (; !row.IsEmpty; row = row[CoefficientPlane.BlockLength..])
        {
            if (_untilRestart == 0 && !TryRestart(ref reader, ref blocks, ref end)) return data.IntervalEnds[^1];

            _untilRestart--;
            if (!blocks.TryDecode(ref reader, row[..CoefficientPlane.BlockLength], 0) || reader.BitPosition > end) return Failure(reader);
        }

        _blocks = blocks;
        _position = reader.BitPosition;
        return -1;
    }

    private int DecodeMcus(CoefficientPlane[] planes, int planeRow)
    {
        TDecoder blocks = _blocks;
        BitReader reader = BitReader.At(data.Bytes, _position);
        long end = data.IntervalEnds[_interval] * 8L;
        for (int column = 0; column < _layout.McusAcross; column++)
        {
            if (_untilRestart == 0 && !TryRestart(ref reader, ref blocks, ref end)) return data.IntervalEnds[^1];

            _untilRestart--;
            foreach (McuBlock mcuBlock in _layout.Blocks)
            {
                Span<short> block = planes[mcuBlock.Plane].Block(
                    (planeRow * mcuBlock.RowStep) + mcuBlock.Row, (column * mcuBlock.ColumnStep) + mcuBlock.Column);
                if (!blocks.TryDecode(ref reader, block, mcuBlock.ScanComponent) || reader.BitPosition > end) return Failure(reader);
            }
        }

        _blocks = blocks;
        _position = reader.BitPosition;
        return -1;
    }

    private bool TryRestart(ref BitReader reader, ref TDecoder blocks, ref long end)
    {
        if (++_interval == data.IntervalEnds.Count) return false;

        reader = new BitReader(data.Bytes, data.IntervalEnds[_interval - 1]);
        end = data.IntervalEnds[_interval] * 8L;
        _untilRestart = restartInterval;
        blocks.Restart();
        return true;
    }

    private int Failure(in BitReader reader) => (int)Math.Min(reader.BitPosition / 8, data.IntervalEnds[_interval]);
}
