using System.Buffers;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// The entropy-coded data of one scan without stuffed zeros and restart markers (T.81, B.1.1.5): bits that can be
/// loaded eight bytes at a time without checks.
/// </summary>
internal sealed class EntropyCodedData : IDisposable
{
    /// <summary>
    /// Zeros after the last byte. A block reads at most 64 symbols of 31 bits before its end is checked, 248 bytes, and
    /// eight bytes are loaded at a time.
    /// </summary>
    private const int Padding = 512;

    private readonly int _sourceStart;
    private readonly List<int> _intervalEnds = [];
    private byte[]? _bytes;
    private int _length;

    private EntropyCodedData(int sourceStart, int capacity)
    {
        _sourceStart = sourceStart;
        _bytes = ArrayPool<byte>.Shared.Rent(capacity + Padding);
    }

    /// <summary>The bytes, followed by zeros.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length + Padding);

    /// <summary>For each restart interval the index in <see cref="Bytes"/> at which it ends.</summary>
    public IReadOnlyList<int> IntervalEnds => _intervalEnds;

    /// <summary>The offset in the source of the marker that ends this scan; the source's length if there is none.</summary>
    public int SourceEnd { get; private set; }

    /// <summary>The offset of the first restart marker whose number is out of sequence; -1 if there is none.</summary>
    public int MisnumberedRestart { get; private set; } = -1;

    /// <summary>Reads up to the next marker that is not a restart marker.</summary>
    public static EntropyCodedData Read(ReadOnlySpan<byte> source, int start)
    {
        EntropyCodedData data = new(start, source.Length - start);
        data.Append(source, start);
        return data;
    }

    /// <summary>The offset in the source of a byte of <see cref="Bytes"/>; scans the data again, for error messages only.</summary>
    public int SourcePosition(ReadOnlySpan<byte> source, int index)
    {
        int position = _sourceStart;
        for (int passed = 0; passed < index && position < SourceEnd;)
        {
            if (source[position] != Marker.Prefix)
            {
                position++;
                passed++;
            }
            else
            {
                int next = position + 1 < source.Length ? source[position + 1] : 0;
                if (next == 0) passed++;
                position += next == Marker.Prefix ? 1 : 2;
            }
        }

        return Math.Min(position, SourceEnd);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Append(ReadOnlySpan<byte> source, int start)
    {
        Span<byte> target = _bytes;
        int position = start;
        while (true)
        {
            int prefix = source[position..].IndexOf(Marker.Prefix);
            int plain = prefix < 0 ? source.Length - position : prefix;
            source.Slice(position, plain).CopyTo(target[_length..]);
            _length += plain;
            position += plain;

            // A lone 0xFF at the very end is not data.
            if (source.Length - position < 2)
            {
                SourceEnd = source.Length;
                break;
            }

            byte next = source[position + 1];
            if (next == 0)
            {
                target[_length++] = Marker.Prefix;
                position += 2;
            }
            else if (next == Marker.Prefix)
            {
                position++;
            }
            else if (Marker.IsRestart(next))
            {
                if ((next & 7) != (_intervalEnds.Count & 7) && MisnumberedRestart < 0) MisnumberedRestart = position;
                _intervalEnds.Add(_length);
                position += 2;
            }
            else
            {
                SourceEnd = position;
                break;
            }
        }

        _intervalEnds.Add(_length);
        target.Slice(_length, Padding).Clear();
    }
}
