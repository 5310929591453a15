using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Repair;
using JpegReducer.Imaging.Jpeg.Scans;
using JpegReducer.Imaging.Jpeg.Scans.Decoding;

namespace JpegReducer.Imaging.Jpeg.Reading;

/// <summary>Decodes the scans of one frame into coefficient planes, or prepares their decoders for later.</summary>
/// <param name="frame">The frame header.</param>
/// <param name="tables">The tables of the stream, as defined at each scan.</param>
/// <param name="settings">How scans are decoded.</param>
internal sealed class FrameDecoder(FrameHeader frame, DecoderTables tables, FrameDecoderSettings settings)
{
    private readonly Progression _progression = new(frame);
    private readonly ushort[]?[] _steps = new ushort[]?[frame.Components.Length];
    private CoefficientPlane[] _planes = [];
    private int _firstScanComponents;

    public FrameHeader Frame => frame;

    /// <summary>For each component its 64 quantization steps in zigzag order; <see langword="null"/> if no scan has coded it.</summary>
    public ushort[]?[] Steps => _steps;

    /// <summary>The number of scans so far.</summary>
    public int Scans { get; private set; }

    /// <summary>Whether every bit of every coefficient has been coded.</summary>
    public bool IsComplete => _progression.IsComplete;

    /// <summary>Whether libjpeg would have warned about a scan; known only if damaged data is repaired.</summary>
    public bool HasWarning { get; private set; }

    /// <summary>Whether any MCU could be decoded; known only if damaged data is repaired.</summary>
    public bool HasData { get; private set; }

    /// <summary>
    /// Whether libjpeg has output the whole picture already: its first scan contained all components of a sequential frame.
    /// </summary>
    public bool IsShownByLibjpeg => Scans > 0 && frame.Process != JpegProcess.Progressive && _firstScanComponents == frame.Components.Length;

    /// <summary>Reads a scan: the header that has been read and the entropy-coded data after it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="segment">The content of the SOS segment.</param>
    /// <param name="position">The offset of the SOS marker.</param>
    /// <param name="reader">Advanced to the marker after the data.</param>
    /// <param name="fault">Why the scan cannot be decoded.</param>
    public bool TryReadScan(ReadOnlyMemory<byte> source, ReadOnlySpan<byte> segment, int position, ref SegmentReader reader, out JpegFault fault)
    {
        if (!ScanHeader.TryParse(segment, position, frame, out ScanHeader? scan, out fault)) return false;
        if (++Scans > settings.MaxScans)
        {
            fault = JpegFault.TooLarge(position, $"More than {settings.MaxScans} scans.");
            return false;
        }

        if (Scans == 1)
        {
            _firstScanComponents = scan.Components.Length;
            if (frame.Process != JpegProcess.Progressive) tables.AddStandardHuffmanTables();
        }
        else if (settings.Repairs && IsShownByLibjpeg)
        {
            fault = JpegFault.Corrupt(position, "A scan follows the picture.");
            return false;
        }

        if (!TryLatchSteps(scan)
            || !tables.TryFind(scan, allowsAllOnes: !settings.Repairs, out HuffmanDecoder[] dcTables, out HuffmanDecoder[] acTables))
        {
            fault = JpegFault.Corrupt(position, "A scan uses a table that was not defined.");
            return false;
        }

        if (settings.Repairs)
        {
            Repair(scan, dcTables, acTables, source, ref reader);
            return true;
        }

        if (!_progression.TryAdvance(scan))
        {
            fault = JpegFault.Corrupt(position, "A scan repeats earlier scans, or refines coefficients that none has coded.");
            return false;
        }

        EntropyCodedData data = EntropyCodedData.Read(source.Span, reader.Position);
        ScanDecoder decoder = ScanDecoder.Create(frame, scan, tables.RestartInterval, data, dcTables, acTables);
        reader.Position = data.SourceEnd;
        if (settings.Deferred is { } deferred)
        {
            deferred.Add(decoder);
            return true;
        }

        using (decoder) return TryDecode(decoder, data, source.Span, out fault);
    }

    /// <summary>The picture that the scans have coded; owned by the caller from here on.</summary>
    /// <param name="source">The file.</param>
    /// <param name="end">The offset of the first byte after the picture.</param>
    /// <param name="metadata">The APPn and COM segments.</param>
    public JpegImage Complete(ReadOnlyMemory<byte> source, int end, IReadOnlyList<MetadataSegment> metadata)
    {
        EnsurePlanes();
        JpegComponent[] components =
            [.. frame.Components.Select((header, i) => new JpegComponent(header, _planes[i], UsableSteps.Of(_steps[i], _planes[i])))];
        return new JpegImage(frame, components)
        {
            Metadata = metadata,
            Trailer = source[end..],
            End = end,
            Scans = Scans,
            Accuracy = _progression.AccuracyOf(_planes),
        };
    }

    /// <summary>Releases the planes of a picture that was not completed.</summary>
    public void Release()
    {
        foreach (CoefficientPlane plane in _planes) plane.Dispose();
    }

    private void Repair(ScanHeader scan, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables, ReadOnlyMemory<byte> source, ref SegmentReader reader)
    {
        HasWarning |= !_progression.TryAdvance(scan) && !_progression.IsAcceptedByLibjpeg(scan);
        _progression.Advance(scan);
        EnsurePlanes();
        LenientScanDecoder repaired = new(frame, scan, tables.RestartInterval, dcTables, acTables);
        repaired.Decode(source, reader.Position, _planes, settings.CancellationToken);
        reader.Position = repaired.End;
        HasWarning |= repaired.HasWarning;
        HasData |= repaired.HasData;
    }

    private bool TryDecode(ScanDecoder scan, EntropyCodedData data, ReadOnlySpan<byte> source, out JpegFault fault)
    {
        fault = default;
        if (tables.RestartInterval > 0 && data.MisnumberedRestart >= 0)
        {
            fault = JpegFault.Corrupt(data.MisnumberedRestart, "A restart marker is out of sequence.");
            return false;
        }

        EnsurePlanes();
        int failure = -1;
        for (int row = 0; row < frame.McusDown && failure < 0; row++)
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            failure = scan.DecodeRow(row, _planes, row);
        }

        if (failure < 0) return true;

        // A code and its value take up to 31 bits: a failure within the last four bytes of a file is caused by missing data.
        int position = data.SourcePosition(source, failure);
        fault = data.SourceEnd == source.Length && position >= source.Length - 4
            ? JpegFault.Truncated(position, $"The file ends within scan {Scans}.")
            : JpegFault.Corrupt(position, $"The data of scan {Scans} is damaged.");
        return false;
    }

    // A component keeps the table that its slot contained when its first scan began (T.81, B.2.4.1).
    private bool TryLatchSteps(ScanHeader scan)
    {
        foreach (ScanComponent component in scan.Components)
        {
            _steps[component.Index] ??= tables.Quantization(frame.Components[component.Index].QuantizationSlot);
            if (_steps[component.Index] is null) return false;
        }

        return true;
    }

    private void EnsurePlanes()
    {
        if (_planes.Length == 0) _planes = [.. frame.Components.Select(component => CoefficientPlane.For(frame, component))];
    }
}

/// <summary>How the scans of a frame are decoded.</summary>
/// <param name="MaxScans">The number of scans that is allowed.</param>
/// <param name="Repairs">Whether damaged data is decoded as libjpeg does it.</param>
/// <param name="Deferred">
/// Receives the decoders of the scans, which are not run; <see langword="null"/> if each scan is decoded when it is read.
/// </param>
/// <param name="CancellationToken">Checked once per row of MCUs.</param>
internal readonly record struct FrameDecoderSettings(int MaxScans, bool Repairs, List<ScanDecoder>? Deferred, CancellationToken CancellationToken);
