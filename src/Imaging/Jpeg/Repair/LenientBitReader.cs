using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Repair;

/// <summary>Reads the bits of a scan up to the next marker, and zeros after it, as libjpeg does (jdhuff.c, jdmarker.c).</summary>
internal sealed class LenientBitReader(ReadOnlyMemory<byte> source, int start)
{
    private const int MaxCodeLength = 16;

    private int _position = start;
    private int _markerPosition;
    private ulong _window;
    private int _valid;

    /// <summary>The marker that was reached; 0 if none. The end of the source counts as EOI.</summary>
    public byte Marker { get; private set; }

    /// <summary>Whether more bits were read than there are before the marker.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Whether libjpeg would have warned.</summary>
    public bool HasWarning { get; private set; }

    /// <summary>The offset at which the source continues: the marker that was reached, or the next unread byte.</summary>
    public int End => Marker != 0 ? _markerPosition : _position;

    /// <summary>Reads 0 to 17 bits.</summary>
    public int Read(int count)
    {
        if (count == 0) return 0;
        Fill();
        if (count > _valid)
        {
            HasWarning |= !IsExhausted;
            IsExhausted = true;

            // The window contains zeros below the valid bits.
            _valid = count;
        }

        int bits = (int)(_window >> (64 - count));
        _window <<= count;
        _valid -= count;
        return bits;
    }

    /// <summary>Reads a symbol; 0 if no code begins with the next bits.</summary>
    public int ReadSymbol(HuffmanDecoder table)
    {
        Fill();
        int next = (int)(_window >> (64 - MaxCodeLength));
        HuffmanEntry entry = table.Lookup[next >> (MaxCodeLength - HuffmanDecoder.LookaheadBits)];
        if (entry.CodeLength != 0)
        {
            Read(entry.CodeLength);
            return entry.Symbol;
        }

        int found = table.FindLong(next);
        if (found == 0)
        {
            Read(MaxCodeLength + 1);
            HasWarning = true;
            return 0;
        }

        Read(found & 31);
        return found >> 5;
    }

    /// <summary>Reads a value of a number of bits (T.81, F.2.2.1).</summary>
    public int ReadValue(int size) => size == 0 ? 0 : HuffmanDecoder.Extend(Read(size), size);

    /// <summary>Records that libjpeg would have warned.</summary>
    public void Warn() => HasWarning = true;

    /// <summary>Continues after the expected restart marker, or where libjpeg's rules for damaged files resynchronize.</summary>
    /// <param name="expected">The number of the marker, 0 to 7.</param>
    public void Restart(int expected)
    {
        (_window, _valid) = (0, 0);
        if (Marker == 0) FindMarker();
        if (Marker == Container.Marker.Restart0 + expected) Marker = 0;
        else Resynchronize(expected);

        // If another marker comes first, the interval has no data.
        if (Marker == 0) IsExhausted = false;
    }

    private void Resynchronize(int expected)
    {
        HasWarning = true;
        while (true)
        {
            // An invalid marker, or one of the two preceding restart markers: continue the search after it.
            bool isPrior = Container.Marker.IsRestart(Marker) && ((expected - Marker) & 7) is 1 or 2;
            if (Marker < Container.Marker.Baseline || isPrior)
            {
                FindMarker();
                continue;
            }

            // One of the next two restart markers, or a marker of another kind: this interval is empty.
            if (!Container.Marker.IsRestart(Marker) || ((Marker - expected) & 7) is 1 or 2) return;

            Marker = 0;
            return;
        }
    }

    private void FindMarker()
    {
        Marker = 0;
        ReadOnlySpan<byte> bytes = source.Span;
        while (_position < bytes.Length)
        {
            int prefix = bytes[_position..].IndexOf(Container.Marker.Prefix);
            if (prefix < 0) break;
            HasWarning |= prefix > 0;
            _position += prefix;
            if (TryTakeMarker(bytes)) return;
            _position += 2;
        }

        ReachEnd(bytes.Length);
    }

    private void Fill()
    {
        if (_valid >= 32 || Marker != 0) return;

        ReadOnlySpan<byte> bytes = source.Span;
        while (_valid <= 48)
        {
            if (_position == bytes.Length)
            {
                ReachEnd(bytes.Length);
                return;
            }

            byte next = bytes[_position];
            if (next == Container.Marker.Prefix)
            {
                if (TryTakeMarker(bytes)) return;
                _position += 2;
            }
            else
            {
                _position++;
            }

            _window |= (ulong)next << (56 - _valid);
            _valid += 8;
        }
    }

    // At a 0xFF byte: reads the marker; false for a stuffed zero, with the position before its last two bytes.
    private bool TryTakeMarker(ReadOnlySpan<byte> bytes)
    {
        int last = _position;
        while (last + 1 < bytes.Length && bytes[last + 1] == Container.Marker.Prefix) last++;
        if (last + 1 >= bytes.Length)
        {
            ReachEnd(bytes.Length);
            return true;
        }

        if (bytes[last + 1] == 0)
        {
            _position = last;
            return false;
        }

        (Marker, _markerPosition) = (bytes[last + 1], last);
        _position = last + 2;
        return true;
    }

    private void ReachEnd(int length) => (Marker, _markerPosition, _position) = (Container.Marker.EndOfImage, length, length);
}
