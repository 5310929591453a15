using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Repair;
using JpegReducer.Imaging.Jpeg.Scans;
using JpegReducer.Imaging.Jpeg.Scans.Decoding;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Reading;

/// <summary>Reads a JPEG stream to its quantized coefficients: Huffman-coded, sequential or progressive, 8 bits.</summary>
/// <remarks>
/// Strict where the picture is concerned: a stream is decoded completely or not at all. Lenient beside it: junk between
/// segments, a missing end-of-image marker, and bits left over at the end of a scan are passed over, as all decoders do.
/// What is refused for its data may be decoded by <see cref="TryRepair"/> as libjpeg would.
/// </remarks>
internal sealed class JpegDecoder
{
    private readonly ReadOnlyMemory<byte> _source;
    private readonly ReductionLimits _limits;
    private readonly CancellationToken _cancellationToken;

    private readonly ushort[]?[] _quantizationTables = new ushort[]?[4];
    private readonly HuffmanDecoder?[] _dcTables = new HuffmanDecoder?[4];
    private readonly HuffmanDecoder?[] _acTables = new HuffmanDecoder?[4];
    private readonly List<MetadataSegment> _metadata = [];

    // The scans that are decoded later; null where each is decoded as it comes.
    private readonly List<ScanDecoder>? _deferred;

    // Whether damaged data is decoded as libjpeg does; whether it would have warned, and whether any data was usable.
    private bool _repairs;
    private bool _hasWarning;
    private bool _hasData;

    private FrameHeader? _frame;
    private CoefficientPlane[] _planes = [];
    private ushort[]?[] _steps = [];
    private Progression? _progression;
    private int _restartInterval;
    private int _scans;
    private int _firstScanComponents;
    private JpegFault _fault;

    private JpegDecoder(ReadOnlyMemory<byte> source, ReductionLimits limits, List<ScanDecoder>? deferred, CancellationToken cancellationToken) =>
        (_source, _limits, _deferred, _cancellationToken) = (source, limits, deferred, cancellationToken);

    /// <summary>Reads a whole stream.</summary>
    /// <param name="source">The file. The image keeps slices of it.</param>
    /// <param name="limits">What the picture may cost, checked before memory is taken for it.</param>
    /// <param name="image">The picture, to be disposed by the caller.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool TryReadCoefficients(
        ReadOnlyMemory<byte> source, ReductionLimits limits,
        [NotNullWhen(true)] out JpegImage? image, out JpegFault fault, CancellationToken cancellationToken = default)
    {
        JpegDecoder decoder = new(source, limits, deferred: null, cancellationToken);
        image = null;
        try
        {
            if (decoder.TryRead(out int end)) image = decoder.CompleteImage(end);
        }
        finally
        {
            if (image is null) decoder.ReleasePlanes();
        }

        fault = decoder._fault;
        return image is not null;
    }

    /// <summary>Reads a stream that <see cref="TryReadCoefficients"/> refused to what libjpeg shows of it.</summary>
    /// <param name="source">The file. The image keeps slices of it.</param>
    /// <param name="limits">What the picture may cost, checked before memory is taken for it.</param>
    /// <param name="image">The picture, to be disposed by the caller.</param>
    /// <param name="isSound">Whether libjpeg decodes it without a warning.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns><see langword="false"/> where libjpeg would show nothing.</returns>
    public static bool TryRepair(
        ReadOnlyMemory<byte> source, ReductionLimits limits, [NotNullWhen(true)] out JpegImage? image, out bool isSound, CancellationToken cancellationToken)
    {
        JpegDecoder decoder = new(source, limits, deferred: null, cancellationToken) { _repairs = true };
        image = null;
        try
        {
            if (decoder.TryRead(out int end) && decoder._hasData) image = decoder.CompleteImage(end);
        }
        finally
        {
            if (image is null) decoder.ReleasePlanes();
        }

        isSound = !decoder._hasWarning;
        return image is not null;
    }

    /// <summary>Reads a whole stream up to its coefficients, which are left to the caller to decode.</summary>
    /// <param name="source">The file.</param>
    /// <param name="limits">What the picture may cost.</param>
    /// <param name="scans">The scans, to be disposed by the caller.</param>
    /// <param name="fault">Why there are none.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool TryReadScans(
        ReadOnlyMemory<byte> source, ReductionLimits limits,
        [NotNullWhen(true)] out JpegScans? scans, out JpegFault fault, CancellationToken cancellationToken)
    {
        List<ScanDecoder> deferred = [];
        JpegDecoder decoder = new(source, limits, deferred, cancellationToken);
        scans = null;
        try
        {
            if (decoder.TryRead(out _)) scans = new JpegScans(decoder._frame!, decoder._steps, deferred);
        }
        finally
        {
            if (scans is null) deferred.ForEach(scan => scan.Dispose());
        }

        fault = decoder._fault;
        return scans is not null;
    }

    private void ReleasePlanes()
    {
        foreach (CoefficientPlane? plane in _planes) plane?.Dispose();
    }

    private bool TryRead(out int end)
    {
        end = 0;
        SegmentReader reader = new(_source.Span);
        if (!_source.Span.StartsWith([Marker.Prefix, Marker.StartOfImage]))
            return Refuse(new JpegFault(JpegFaultKind.NotJpeg, 0, "The file does not begin as a JPEG does."));

        reader.Position = 2;
        bool ended = false;
        while (!ended && reader.TryReadMarker(out byte marker))
        {
            int position = reader.Position - 2;
            ended = marker == Marker.EndOfImage;
            if (Marker.IsAlone(marker) && marker != Marker.StartOfImage) continue;
            if (TryReadSegment(marker, position, ref reader)) continue;
            if (!_repairs || !IsShownWithoutTheRest) return false;

            // What is wrong behind the picture comes too late to take it back.
            _hasWarning = ended = true;
            reader.Position = position;
        }

        end = reader.Position;
        if (_frame is null || _scans == 0)
            return Refuse(JpegFault.Truncated(end, "The file ends before a picture begins."));
        if (ended || _progression!.IsComplete) return true;

        // With an end marker, what no scan has coded is zero (as libjpeg has it); without one, more was to come.
        _hasWarning = true;
        return _repairs || Refuse(JpegFault.Truncated(end, "The file ends before its last scans."));
    }

    // Whether libjpeg has put out the picture before it reads on: the first scan held all components, in full.
    private bool IsShownWithoutTheRest => _scans > 0 && _frame!.Process != JpegProcess.Progressive && _firstScanComponents == _frame.Components.Length;

    private bool TryReadSegment(byte marker, int position, ref SegmentReader reader)
    {
        if (marker == Marker.StartOfImage) return Refuse(JpegFault.Corrupt(position, "A second picture begins within the first."));
        if (_repairs && Marker.IsReserved(marker)) return Refuse(JpegFault.Corrupt(position, "A marker that means nothing."));
        if (reader.TryReadSegment(out Range content)) return TryReadSegment(marker, content, position, ref reader);
        if (!_repairs || _scans == 0 || reader.IsAtInvalidLength) return Refuse(JpegFault.Truncated(position, "A segment is longer than the file."));

        reader.Position = _source.Length;
        _hasWarning = true;
        return true;
    }

    private bool TryReadSegment(byte marker, Range content, int position, ref SegmentReader reader)
    {
        ReadOnlySpan<byte> segment = _source.Span[content];
        switch (marker)
        {
            case Marker.StartOfScan:
                return TryReadScan(segment, position, ref reader);
            case Marker.QuantizationTables:
                return QuantizationTableSegment.TryRead(segment, _quantizationTables) || Refused("An impossible quantization table.");
            case Marker.HuffmanTables:
                return HuffmanTableSegment.TryRead(segment, _dcTables, _acTables) || Refused("An impossible Huffman table.");
            case Marker.RestartInterval:
                if (segment.Length != 2) return Refused("An impossible restart interval.");
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                return true;
            case Marker.HierarchicalProgression:
                _fault = JpegFault.Unsupported(position, "The picture is coded by a process that is not decoded here: hierarchical.");
                return false;
            case Marker.NumberOfLines:
                return Refused("A number of lines that the frame header already gave.");
            case Marker.Comment:
            case var application when Marker.IsApplication(application):
                _metadata.Add(new MetadataSegment(marker, _source[content]) { Position = position + 4 });
                return true;
            case var frame when Marker.IsFrame(frame):
                return TryReadFrame(marker, segment, position);
            default:
                return true;
        }

        bool Refused(string detail)
        {
            _fault = JpegFault.Corrupt(position, detail);
            return false;
        }
    }

    private bool TryReadFrame(byte marker, ReadOnlySpan<byte> segment, int position)
    {
        if (_frame is not null)
        {
            _fault = JpegFault.Corrupt(position, "A second frame header.");
            return false;
        }

        if (!FrameHeader.TryParse(marker, segment, position, _limits, out FrameHeader? frame, out _fault)) return false;

        // The shortest code has one bit, and each block takes at least one: a header that promises more than the file
        // can hold gets no memory. Of a damaged file much may be missing.
        if (frame.Blocks / (_repairs ? 512 : 8) > _source.Length - position)
        {
            _fault = JpegFault.Truncated(position, "The file is too short for a picture of this size.");
            return false;
        }

        _frame = frame;
        _progression = new Progression(frame);
        _steps = new ushort[]?[frame.Components.Length];
        return true;
    }

    private bool TryReadScan(ReadOnlySpan<byte> segment, int position, ref SegmentReader reader)
    {
        if (_frame is null)
        {
            _fault = JpegFault.Corrupt(position, "A scan before the frame header.");
            return false;
        }

        if (!ScanHeader.TryParse(segment, position, _frame, out ScanHeader? scan, out _fault)) return false;
        if (++_scans > _limits.MaxScans)
        {
            _fault = JpegFault.TooLarge(position, $"More than {_limits.MaxScans} scans.");
            return false;
        }

        if (_scans == 1)
        {
            _firstScanComponents = scan.Components.Length;
            if (_frame.Process != JpegProcess.Progressive) StandardHuffmanTables.FillIn(_dcTables, _acTables);
        }
        else if (_repairs && IsShownWithoutTheRest)
        {
            return Refuse(JpegFault.Corrupt(position, "A scan follows the picture."));
        }

        if (!TryLatchSteps(scan) || !TryFindTables(scan, out HuffmanDecoder[] dcTables, out HuffmanDecoder[] acTables))
        {
            _fault = JpegFault.Corrupt(position, "A scan uses a table that was not defined.");
            return false;
        }

        bool advances = _progression!.TryAdvance(scan);
        if (_repairs)
        {
            _hasWarning |= !advances && !_progression.IsUnnoticed(scan);
            _progression.Advance(scan);
            Repair(scan, dcTables, acTables, ref reader);
            return true;
        }

        if (!advances)
        {
            _fault = JpegFault.Corrupt(position, "A scan codes what earlier scans have coded, or builds on what none has.");
            return false;
        }

        EntropyCodedData data = EntropyCodedData.Read(_source.Span, reader.Position);
        ScanDecoder decoder = ScanDecoder.Create(_frame, scan, _restartInterval, data, dcTables, acTables);
        reader.Position = data.SourceEnd;
        if (_deferred is not null)
        {
            _deferred.Add(decoder);
            return true;
        }

        using (decoder) return TryDecode(decoder, data);
    }

    private void Repair(ScanHeader scan, HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables, ref SegmentReader reader)
    {
        EnsurePlanes();
        RepairedScan repaired = new(_frame!, scan, _restartInterval, dcTables, acTables);
        repaired.Decode(_source, reader.Position, _planes, _cancellationToken);
        reader.Position = repaired.End;
        _hasWarning |= repaired.HasWarning;
        _hasData |= repaired.HasData;
    }

    private void EnsurePlanes()
    {
        if (_planes.Length == 0) _planes = [.. _frame!.Components.Select(component => CoefficientPlane.For(_frame, component))];
    }

    private bool TryDecode(ScanDecoder scan, EntropyCodedData data)
    {
        if (_restartInterval > 0 && data.MisnumberedRestart >= 0)
        {
            _fault = JpegFault.Corrupt(data.MisnumberedRestart, "A restart marker is out of turn.");
            return false;
        }

        EnsurePlanes();
        int failure = -1;
        for (int row = 0; row < _frame!.McusDown && failure < 0; row++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            failure = scan.DecodeRow(row, _planes, row);
        }

        if (failure < 0) return true;

        // A code and its value take up to 31 bits: what fails within the last four bytes of a file fails for want of more.
        ReadOnlySpan<byte> source = _source.Span;
        int position = data.SourcePosition(source, failure);
        _fault = data.SourceEnd == source.Length && position >= source.Length - 4
            ? JpegFault.Truncated(position, $"The file ends within scan {_scans}.")
            : JpegFault.Corrupt(position, $"The data of scan {_scans} is damaged.");
        return false;
    }

    // A component keeps the table that stood in its slot when its first scan began (T.81, B.2.4.1).
    private bool TryLatchSteps(ScanHeader scan)
    {
        foreach (ScanComponent component in scan.Components)
        {
            _steps[component.Index] ??= _quantizationTables[_frame!.Components[component.Index].QuantizationSlot];
            if (_steps[component.Index] is null) return false;
        }

        return true;
    }

    private bool TryFindTables(ScanHeader scan, out HuffmanDecoder[] dcTables, out HuffmanDecoder[] acTables)
    {
        bool needsDc = scan.IsDc && !scan.IsRefinement;
        bool needsAc = scan.SpectralEnd > 0;
        dcTables = needsDc ? [.. scan.Components.Select(component => _dcTables[component.DcSlot]!)] : [];
        acTables = needsAc ? [.. scan.Components.Select(component => _acTables[component.AcSlot]!)] : [];
        return dcTables.Concat(acTables).All(table => table is not null && table != HuffmanDecoder.Impossible && !(_repairs && table.HasCodeOfOnes));
    }

    private JpegImage CompleteImage(int end)
    {
        EnsurePlanes();
        JpegComponent[] components =
            [.. _frame!.Components.Select((header, i) => new JpegComponent(header, _planes[i], UsableSteps.Of(_steps[i], _planes[i])))];
        return new JpegImage(_frame, components)
        {
            Metadata = _metadata,
            Trailer = _source[end..],
            End = end,
            Scans = _scans,
            Accuracy = _progression!.AccuracyOf(_planes),
        };
    }

    private bool Refuse(JpegFault fault)
    {
        _fault = fault;
        return false;
    }
}
