using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>A marker and the segment that follows it.</summary>
/// <param name="Marker">The second byte of the marker.</param>
/// <param name="Start">The offset of the marker's 0xFF.</param>
/// <param name="Content">The parameters, after the length; empty for a marker without a segment.</param>
internal readonly record struct MarkerSegment(byte Marker, int Start, Range Content)
{
    /// <summary>The offset of the first byte after the segment; after SOS, entropy-coded data begins there.</summary>
    public int End => Content.End.Value;
}

/// <summary>Reads the markers of a JPEG stream and their segments (T.81, B.1.1): the only parser of them.</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> source)
{
    private const int MarkerLength = 2;

    private readonly ReadOnlySpan<byte> _source = source;

    /// <summary>The offset of the next unread byte.</summary>
    public int Position { get; set; }

    /// <summary>Whether the next two bytes are a segment length below 2, which is invalid.</summary>
    public readonly bool IsAtInvalidLength => _source.Length - Position >= 2 && BinaryPrimitives.ReadUInt16BigEndian(_source[Position..]) < 2;

    /// <summary>Reads the next marker. Fill bytes and stray bytes between segments are skipped, as decoders commonly do.</summary>
    /// <returns><see langword="false"/> if the source ends first.</returns>
    public bool TryReadMarker(out byte marker)
    {
        while (Position < _source.Length)
        {
            int prefix = _source[Position..].IndexOf(Marker.Prefix);
            if (prefix < 0) break;

            Position += prefix;
            while (Position < _source.Length && _source[Position] == Marker.Prefix) Position++;
            if (Position == _source.Length) break;

            marker = _source[Position++];
            if (marker != 0) return true;
        }

        Position = _source.Length;
        marker = 0;
        return false;
    }

    /// <summary>Reads the length and the content of the segment that follows a marker.</summary>
    /// <returns><see langword="false"/> if the length is invalid or exceeds the source.</returns>
    public bool TryReadSegment(out Range content)
    {
        content = default;
        if (_source.Length - Position < 2) return false;

        int length = BinaryPrimitives.ReadUInt16BigEndian(_source[Position..]);
        if (length < 2 || length > _source.Length - Position) return false;

        content = (Position + 2)..(Position + length);
        Position += length;
        return true;
    }

    /// <summary>
    /// Reads the next marker together with its segment, without decoding: entropy-coded data, SOI and restart markers are skipped.
    /// </summary>
    /// <returns><see langword="false"/> at the end of the source, or at a segment that is cut off or has an invalid length.</returns>
    public bool TryReadNext(out MarkerSegment segment)
    {
        segment = default;
        byte marker;
        do
        {
            if (!TryReadMarker(out marker)) return false;
        }
        while (marker == Marker.StartOfImage || Marker.IsRestart(marker));

        int start = Position - MarkerLength;
        Range content = Position..Position;
        if (!Marker.IsAlone(marker) && !TryReadSegment(out content)) return false;

        segment = new MarkerSegment(marker, start, content);
        return true;
    }
}
