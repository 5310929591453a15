using System.Diagnostics.CodeAnalysis;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Scans.Decoding;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Reading;

/// <summary>Reads a JPEG stream to its quantized coefficients: Huffman-coded, sequential or progressive, 8 bits.</summary>
/// <remarks>
/// Strict about picture data: a stream is decoded completely or not at all. Lenient about the rest: stray bytes between segments,
/// a missing end-of-image marker, and unused bits at the end of a scan are skipped, as all decoders do. What is rejected for its
/// data may be decoded by <see cref="TryRepair"/> as libjpeg does it.
/// </remarks>
internal sealed class JpegDecoder
{
    private const int MarkerLength = 2, SegmentHeaderLength = 4;

    private readonly ReadOnlyMemory<byte> _source;
    private readonly ReductionLimits _limits;
    private readonly FrameDecoderSettings _settings;
    private readonly DecoderTables _tables = new();
    private readonly List<MetadataSegment> _metadata = [];
    private FrameDecoder? _frame;
    private bool _hasWarning;
    private JpegFault _fault;

    private JpegDecoder(
        ReadOnlyMemory<byte> source, ReductionLimits limits, CancellationToken cancellationToken,
        bool repairs = false, List<ScanDecoder>? deferred = null)
    {
        (_source, _limits) = (source, limits);
        _settings = new FrameDecoderSettings(limits.MaxScans, repairs, deferred, cancellationToken);
    }

    /// <summary>Reads a whole stream.</summary>
    /// <param name="source">The file. The image keeps slices of it.</param>
    /// <param name="limits">The largest picture that is decoded; checked before memory is allocated.</param>
    /// <param name="image">The picture, to be disposed by the caller.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool TryReadCoefficients(
        ReadOnlyMemory<byte> source, ReductionLimits limits,
        [NotNullWhen(true)] out JpegImage? image, out JpegFault fault, CancellationToken cancellationToken = default)
    {
        JpegDecoder decoder = new(source, limits, cancellationToken);
        bool isRead = decoder.TryReadImage(needsData: false, out image);
        fault = decoder._fault;
        return isRead;
    }

    /// <summary>Decodes a stream that <see cref="TryReadCoefficients"/> rejected to the picture that libjpeg shows of it.</summary>
    /// <param name="source">The file. The image keeps slices of it.</param>
    /// <param name="limits">The largest picture that is decoded; checked before memory is allocated.</param>
    /// <param name="image">The picture, to be disposed by the caller.</param>
    /// <param name="hasWarning">Whether libjpeg warns when it decodes the stream.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns><see langword="false"/> if libjpeg would show nothing.</returns>
    public static bool TryRepair(
        ReadOnlyMemory<byte> source, ReductionLimits limits,
        [NotNullWhen(true)] out JpegImage? image, out bool hasWarning, CancellationToken cancellationToken)
    {
        JpegDecoder decoder = new(source, limits, cancellationToken, repairs: true);
        bool isRead = decoder.TryReadImage(needsData: true, out image);
        hasWarning = decoder._hasWarning || decoder._frame?.HasWarning == true;
        return isRead;
    }

    /// <summary>Reads a whole stream except for its coefficients, which the caller decodes.</summary>
    /// <param name="source">The file.</param>
    /// <param name="limits">The largest picture that is decoded.</param>
    /// <param name="scans">The scans, to be disposed by the caller.</param>
    /// <param name="fault">Why there are none.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool TryReadScans(
        ReadOnlyMemory<byte> source, ReductionLimits limits,
        [NotNullWhen(true)] out JpegScans? scans, out JpegFault fault, CancellationToken cancellationToken)
    {
        List<ScanDecoder> deferred = [];
        JpegDecoder decoder = new(source, limits, cancellationToken, deferred: deferred);
        scans = null;
        try
        {
            if (decoder.TryRead(out _)) scans = new JpegScans(decoder._frame!.Frame, decoder._frame.Steps, deferred);
        }
        finally
        {
            if (scans is null) deferred.ForEach(scan => scan.Dispose());
        }

        fault = decoder._fault;
        return scans is not null;
    }

    private bool TryReadImage(bool needsData, [NotNullWhen(true)] out JpegImage? image)
    {
        image = null;
        try
        {
            if (TryRead(out int end) && (!needsData || _frame!.HasData)) image = _frame!.Complete(_source, end, _metadata);
        }
        finally
        {
            if (image is null) _frame?.Release();
        }

        return image is not null;
    }

    private bool TryRead(out int end)
    {
        end = 0;
        SegmentReader reader = new(_source.Span);
        if (!_source.Span.StartsWith([Marker.Prefix, Marker.StartOfImage]))
            return Refuse(new JpegFault(JpegFaultKind.NotJpeg, 0, "The file does not begin with a start-of-image marker."));

        reader.Position = MarkerLength;
        bool ended = false;
        while (!ended && reader.TryReadMarker(out byte marker))
        {
            int position = reader.Position - MarkerLength;
            ended = marker == Marker.EndOfImage;
            if (Marker.IsAlone(marker) && marker != Marker.StartOfImage) continue;
            if (TryReadSegment(marker, position, ref reader)) continue;
            if (!_settings.Repairs || _frame?.IsShownByLibjpeg != true) return false;

            // libjpeg has already output the picture when it meets the error.
            _hasWarning = ended = true;
            reader.Position = position;
        }

        end = reader.Position;
        if (_frame is null || _frame.Scans == 0)
            return Refuse(JpegFault.Truncated(end, "The file ends before a picture begins."));
        if (ended || _frame.IsComplete) return true;

        // After an end marker, coefficients that no scan has coded are zero (as in libjpeg); without one, scans are missing.
        _hasWarning = true;
        return _settings.Repairs || Refuse(JpegFault.Truncated(end, "The file ends before its last scans."));
    }

    private bool TryReadSegment(byte marker, int position, ref SegmentReader reader)
    {
        if (marker == Marker.StartOfImage) return Refuse(JpegFault.Corrupt(position, "A second picture begins within the first."));
        if (_settings.Repairs && Marker.IsReserved(marker)) return Refuse(JpegFault.Corrupt(position, "A reserved marker."));
        if (reader.TryReadSegment(out Range content)) return TryReadSegment(marker, content, position, ref reader);
        if (!_settings.Repairs || _frame is not { Scans: > 0 } || reader.IsAtInvalidLength)
            return Refuse(JpegFault.Truncated(position, "A segment is longer than the file."));

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
                return _frame is null
                    ? Refuse(JpegFault.Corrupt(position, "A scan before the frame header."))
                    : _frame.TryReadScan(_source, segment, position, ref reader, out JpegFault fault) || Refuse(fault);
            case Marker.QuantizationTables:
                return _tables.TryReadQuantizationTables(segment) || Refuse(JpegFault.Corrupt(position, "An invalid quantization table."));
            case Marker.HuffmanTables:
                return _tables.TryReadHuffmanTables(segment) || Refuse(JpegFault.Corrupt(position, "An invalid Huffman table."));
            case Marker.RestartInterval:
                return _tables.TryReadRestartInterval(segment) || Refuse(JpegFault.Corrupt(position, "An invalid restart interval."));
            case Marker.HierarchicalProgression:
                return Refuse(JpegFault.Unsupported(position, "The coding process is not supported: hierarchical."));
            case Marker.NumberOfLines:
                return Refuse(JpegFault.Corrupt(position, "A number of lines that the frame header has already stated."));
            case Marker.Comment:
            case var application when Marker.IsApplication(application):
                _metadata.Add(new MetadataSegment(marker, _source[content]) { Position = position + SegmentHeaderLength });
                return true;
            case var frame when Marker.IsFrame(frame):
                return TryReadFrame(marker, segment, position);
            default:
                return true;
        }
    }

    private bool TryReadFrame(byte marker, ReadOnlySpan<byte> segment, int position)
    {
        if (_frame is not null) return Refuse(JpegFault.Corrupt(position, "A second frame header."));
        if (!FrameHeader.TryParse(marker, segment, position, _limits, out FrameHeader? frame, out JpegFault fault)) return Refuse(fault);

        // The shortest code has one bit, and each block takes at least one: no memory is allocated for a header that announces more
        // blocks than the file has bits for. Much of a damaged file may be missing.
        if (frame.Blocks / (_settings.Repairs ? 512 : 8) > _source.Length - position)
            return Refuse(JpegFault.Truncated(position, "The file is too short for a picture of this size."));

        _frame = new FrameDecoder(frame, _tables, _settings);
        return true;
    }

    private bool Refuse(JpegFault fault)
    {
        _fault = fault;
        return false;
    }
}
