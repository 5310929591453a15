using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>Walks from marker to marker through a JPEG stream (T.81, B.1.1).</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;

    /// <summary>The next byte that has not been read.</summary>
    public int Position { get; set; }

    /// <summary>Whether the length that comes next is too small to be one.</summary>
    public readonly bool IsAtImpossibleLength => _source.Length - Position >= 2 && BinaryPrimitives.ReadUInt16BigEndian(_source[Position..]) < 2;

    /// <summary>Goes to the next marker, past fill bytes and past junk that belongs to no segment, as decoders commonly do.</summary>
    /// <returns><see langword="false"/> where the source ends first.</returns>
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
    /// <returns><see langword="false"/> where the length is impossible or points beyond the source.</returns>
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
}
