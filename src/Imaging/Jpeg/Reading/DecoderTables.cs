using System.Buffers.Binary;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Reading;

/// <summary>
/// What the table segments of a stream have defined so far (T.81, B.2.4): quantization tables, Huffman tables and the restart interval.
/// </summary>
internal sealed class DecoderTables
{
    private const int Slots = 4;

    private readonly ushort[]?[] _quantization = new ushort[]?[Slots];
    private readonly HuffmanDecoder?[] _dc = new HuffmanDecoder?[Slots];
    private readonly HuffmanDecoder?[] _ac = new HuffmanDecoder?[Slots];

    /// <summary>MCUs between restart markers; 0 if there are none.</summary>
    public int RestartInterval { get; private set; }

    public bool TryReadQuantizationTables(ReadOnlySpan<byte> segment) => QuantizationTableSegment.TryRead(segment, _quantization);

    public bool TryReadHuffmanTables(ReadOnlySpan<byte> segment) => HuffmanTableSegment.TryRead(segment, _dc, _ac);

    public bool TryReadRestartInterval(ReadOnlySpan<byte> segment)
    {
        if (segment.Length != sizeof(ushort)) return false;

        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
        return true;
    }

    /// <summary>Defines the tables of T.81, K.3.3 in slots that are still empty.</summary>
    public void AddStandardHuffmanTables() => StandardHuffmanTables.FillIn(_dc, _ac);

    /// <summary>The quantization table in a slot; <see langword="null"/> if none has been defined.</summary>
    public ushort[]? Quantization(int slot) => _quantization[slot];

    /// <summary>Finds the Huffman tables that a scan uses.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="allowsAllOnes">Whether tables with a code of ones only are accepted.</param>
    /// <param name="dc">The DC table of each component; empty if the scan uses none.</param>
    /// <param name="ac">The AC table of each component; empty if the scan uses none.</param>
    /// <returns><see langword="false"/> if one of them is missing or invalid.</returns>
    public bool TryFind(ScanHeader scan, bool allowsAllOnes, out HuffmanDecoder[] dc, out HuffmanDecoder[] ac)
    {
        bool needsDc = scan.IsDc && !scan.IsRefinement;
        bool needsAc = scan.Se > 0;
        dc = needsDc ? [.. scan.Components.Select(component => _dc[component.DcSlot]!)] : [];
        ac = needsAc ? [.. scan.Components.Select(component => _ac[component.AcSlot]!)] : [];
        return dc.Concat(ac).All(table => table is not null && table != HuffmanDecoder.Invalid && (allowsAllOnes || !table.HasAllOnesCode));
    }
}
