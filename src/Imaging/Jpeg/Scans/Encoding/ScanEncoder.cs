using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Encoding;

/// <summary>Encodes one scan from coefficient planes into a sink, row by row.</summary>
/// <typeparam name="TSink">Receives the symbols.</typeparam>
internal abstract class ScanEncoder<TSink>(TSink sink) : IRowPass
    where TSink : struct, ISymbolSink
{
    private TSink _sink = sink;

    /// <summary>The sink with the symbols so far.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Creates the encoder for the kind of scan.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="planes">The coefficients of its components.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="isProgressive">Whether it is a scan of a progressive picture.</param>
    /// <param name="sink">Receives the symbols. Table indexes: the DC tables of the scan's components, then the AC tables.</param>
    public static ScanEncoder<TSink> Create(FrameHeader frame, CoefficientPlane[] planes, ScanHeader scan, bool isProgressive, TSink sink) =>
        (isProgressive, scan.IsDc, scan.IsRefinement) switch
        {
            (false, _, _) => new ScanEncoder<SequentialBlockEncoder, TSink>(frame, planes, scan, new(scan.Components.Length), sink),
            (true, true, false) => new ScanEncoder<DcFirstEncoder, TSink>(frame, planes, scan, new(scan.Al), sink),
            (true, true, true) => throw new NotSupportedException("DC refinement scans are not written: they save nothing."),
            (true, false, false) => new ScanEncoder<AcFirstEncoder, TSink>(
                frame, planes, scan, new(scan.Ss, scan.Se, scan.Al), sink),
            (true, false, true) => new ScanEncoder<AcRefinementEncoder, TSink>(
                frame, planes, scan, new(scan.Ss, scan.Se, scan.Al), sink),
        };

    /// <inheritdoc/>
    public abstract void ProcessRow(int row);

    /// <summary>Encodes one row of blocks of a scan of one component.</summary>
    public abstract void EncodeBlocks(int row);

    /// <inheritdoc/>
    public abstract void Finish();
}

/// <summary>Iterates over the MCUs of a scan, with a specialized inner loop for each kind of block and sink.</summary>
internal sealed class ScanEncoder<TEncoder, TSink>(FrameHeader frame, CoefficientPlane[] planes, ScanHeader scan, TEncoder encoder, TSink sink)
    : ScanEncoder<TSink>(sink)
    where TEncoder : struct, IBlockEncoder
    where TSink : struct, ISymbolSink
{
    private readonly McuLayout _layout = McuLayout.Of(frame, scan);
    private TEncoder _encoder = encoder;

    public override void ProcessRow(int row)
    {
        if (scan.Components is not [ScanComponent only])
        {
            EncodeMcus(row);
            return;
        }

        int rows = frame.Components[only.Index].Vertical;
        for (int i = row * rows; i < Math.Min((row + 1) * rows, _layout.McusDown); i++) EncodeBlocks(i);
    }

    public override void EncodeBlocks(int row)
    {
        TSink sink = Sink;
        TEncoder encoder = _encoder;
        ReadOnlySpan<short> blocks = planes[scan.Components[0].Index].Row(row);
        for (; !blocks.IsEmpty; blocks = blocks[CoefficientPlane.BlockLength..])
            encoder.Encode(ref sink, blocks[..CoefficientPlane.BlockLength], 0);
        _encoder = encoder;
        Sink = sink;
    }

    public override void Finish() => _encoder.Finish(ref Sink);

    private void EncodeMcus(int row)
    {
        TSink sink = Sink;
        TEncoder encoder = _encoder;
        for (int column = 0; column < _layout.McusAcross; column++)
        {
            foreach (McuBlock mcuBlock in _layout.Blocks)
            {
                CoefficientPlane plane = planes[mcuBlock.Plane];
                int blockRow = (row * mcuBlock.RowStep) + mcuBlock.Row;
                int blockColumn = (column * mcuBlock.ColumnStep) + mcuBlock.Column;
                bool holdsPixels = blockRow < plane.BlocksDown && blockColumn < plane.BlocksAcross;
                encoder.Encode(ref sink, holdsPixels ? plane.Block(blockRow, blockColumn) : default, mcuBlock.ScanComponent);
            }
        }

        _encoder = encoder;
        Sink = sink;
    }
}
