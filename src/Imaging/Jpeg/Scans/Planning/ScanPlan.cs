using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>A scan to be written, with its symbol counts.</summary>
/// <param name="Header">The scan header; table slots are chosen when it is written.</param>
/// <param name="DcTables">For each component the histogram of its DC symbols; empty if the scan has none.</param>
/// <param name="AcTables">For each component the histogram of its AC symbols; empty if the scan has none.</param>
internal sealed record PlannedScan(ScanHeader Header, SymbolHistogram[] DcTables, SymbolHistogram[] AcTables)
{
    /// <summary>The size of a scan besides tables and codes: markers and headers of SOS and DHT, and half a byte of padding.</summary>
    public const int OverheadBits = (8 * (10 + 4)) + 4;

    /// <summary>The number of bits without a code.</summary>
    public long PlainBits { get; init; }

    /// <summary>The part of the size that does not depend on the picture: headers and tables.</summary>
    public long FixedBits => OverheadBits + DcTables.Sum(HuffmanCode.TableBits) + AcTables.Sum(HuffmanCode.TableBits);

    /// <summary>The size of the scan in bits if no tables are shared.</summary>
    public long Bits => PlainBits + OverheadBits + DcTables.Sum(HuffmanCode.CostBits) + AcTables.Sum(HuffmanCode.CostBits);
}

/// <summary>The scans of a picture to be written.</summary>
/// <param name="IsProgressive">Whether the frame is progressive; else it is baseline, or extended if its steps require it.</param>
/// <param name="Scans">The scans in their order.</param>
internal sealed record ScanPlan(bool IsProgressive, IReadOnlyList<PlannedScan> Scans)
{
    public long Bits => Scans.Sum(scan => scan.Bits);
}
