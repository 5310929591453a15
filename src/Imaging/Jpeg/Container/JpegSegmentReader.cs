using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>One marker segment.</summary>
/// <param name="Marker">The marker's second byte.</param>
/// <param name="Start">Where its 0xFF stands.</param>
/// <param name="Length">Bytes from there to the end of its parameters; entropy-coded data behind an SOS is not among them.</param>
internal readonly record struct JpegSegment(byte Marker, int Start, int Length);

/// <summary>Walks from marker to marker, over entropy-coded data too, up to EOI or the end of the data.</summary>
internal ref struct JpegSegmentReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position = 2;
    private bool _ended;

    public JpegSegment Current { get; private set; }

    /// <summary>The parameters of <see cref="Current"/>, behind its length.</summary>
    public readonly ReadOnlySpan<byte> Payload => Current.Length > 4 ? _bytes.Slice(Current.Start + 4, Current.Length - 4) : [];

    /// <summary>Whether the walk ended at a length that cannot be.</summary>
    public bool Broken { get; private set; }

    public bool MoveNext()
    {
        if (_ended || !FindMarker()) return false;

        int start = _position - 2;
        byte marker = _bytes[_position - 1];
        if (JpegMarker.StandsAlone(marker))
        {
            _ended = marker == JpegMarker.EndOfImage;
            Current = new JpegSegment(marker, start, 2);
            return true;
        }

        if (_bytes.Length - _position < 2) return false;

        int length = BinaryPrimitives.ReadUInt16BigEndian(_bytes[_position..]);
        Broken = length < 2;
        if (Broken || _bytes.Length - _position < length) return false;

        _position += length;
        Current = new JpegSegment(marker, start, _position - start);
        return true;
    }

    /// <summary>Moves behind the next marker. Stuffed zeros, restarts, fill bytes and stray data are passed over, as decoders do.</summary>
    private bool FindMarker()
    {
        while (true)
        {
            int offset = _bytes[_position..].IndexOf((byte)0xFF);
            if (offset < 0) return false;

            _position += offset + 1;
            while (_position < _bytes.Length && _bytes[_position] == 0xFF) _position++;
            if (_position >= _bytes.Length) return false;

            byte marker = _bytes[_position++];
            if (marker is not (0 or (>= 0xD0 and <= 0xD8))) return true;
        }
    }
}
