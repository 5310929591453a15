using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans.Encoding;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Counts the symbols of scans in a pass over the picture.</summary>
internal interface IScanCount : IRowPass
{
    /// <summary>The scans with their counts.</summary>
    IEnumerable<PlannedScan> Planned { get; }
}

/// <summary>Counts the symbols of a scan by encoding it.</summary>
internal sealed class ScanCount(FrameHeader frame, CoefficientPlane[] planes, ScanHeader scan, bool isProgressive) : IScanCount
{
    private readonly int[] _counts = new int[Tables(scan) * SymbolHistogram.Symbols];
    private ScanEncoder<CountingSink>? _encoder;

    private ScanEncoder<CountingSink> Encoder =>
        _encoder ??= ScanEncoder<CountingSink>.Create(frame, planes, scan, isProgressive, new CountingSink(_counts));

    /// <summary>The scan with its counts.</summary>
    public PlannedScan Scan
    {
        get
        {
            SymbolHistogram[] tables = SymbolHistogram.Split(_counts);
            return new PlannedScan(scan, tables[..DcTables(scan)], tables[DcTables(scan)..]) { PlainBits = Encoder.Sink.PlainBits };
        }
    }

    /// <inheritdoc/>
    public IEnumerable<PlannedScan> Planned => [Scan];

    /// <inheritdoc/>
    public void ProcessRow(int row) => Encoder.ProcessRow(row);

    /// <summary>Counts one row of blocks of a scan of one component.</summary>
    public void CountBlocks(int row) => Encoder.EncodeBlocks(row);

    /// <inheritdoc/>
    public void Finish() => Encoder.Finish();

    private static int Tables(ScanHeader scan) => DcTables(scan) + (scan.Se > 0 ? scan.Components.Length : 0);

    private static int DcTables(ScanHeader scan) => scan.IsDc ? scan.Components.Length : 0;
}
