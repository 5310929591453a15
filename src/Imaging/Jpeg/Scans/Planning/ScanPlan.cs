using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>A scan that is to be written, with the symbols it will hold.</summary>
/// <param name="Header">The scan; its table slots are chosen when it is written.</param>
/// <param name="DcTables">For each component the histogram of its DC symbols; empty where the scan has none.</param>
/// <param name="AcTables">For each component the histogram of its AC symbols; empty where the scan has none.</param>
internal sealed record PlannedScan(ScanHeader Header, SymbolHistogram[] DcTables, SymbolHistogram[] AcTables)
{
    /// <summary>What a scan takes beside its tables and bits: the markers and headers of SOS and DHT, half a byte of padding.</summary>
    public const int OverheadBits = (8 * (10 + 4)) + 4;

    /// <summary>The bits that follow no code.</summary>
    public long PlainBits { get; init; }

    /// <summary>What the scan takes however large the picture is: its headers and tables.</summary>
    public long FixedBits => OverheadBits + DcTables.Sum(HuffmanCode.TableBits) + AcTables.Sum(HuffmanCode.TableBits);

    /// <summary>The bits of the scan, each table written for itself.</summary>
    public long Bits => PlainBits + OverheadBits + DcTables.Sum(HuffmanCode.CostBits) + AcTables.Sum(HuffmanCode.CostBits);
}

/// <summary>The scans by which a picture is to be written.</summary>
/// <param name="IsProgressive">Whether the frame is progressive; else baseline, or extended where its steps ask for it.</param>
/// <param name="Scans">The scans in their order.</param>
internal sealed record ScanPlan(bool IsProgressive, IReadOnlyList<PlannedScan> Scans)
{
    public long Bits => Scans.Sum(scan => scan.Bits);
}
