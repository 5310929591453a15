using System.Buffers;
using System.Buffers.Binary;
using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>A growing output file in pooled memory.</summary>
internal sealed class OutputBuffer(int capacity) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Write(ReadOnlySpan<byte> values)
    {
        values.CopyTo(Reserve(values.Length));
        Length += values.Length;
    }

    public void WriteUInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), checked((ushort)value));
        Length += 2;
    }

    public void WriteMarker(byte marker)
    {
        WriteByte(Marker.Prefix);
        WriteByte(marker);
    }

    /// <summary>Writes a marker, the length and the content of a segment.</summary>
    public void WriteSegment(byte marker, ReadOnlySpan<byte> content)
    {
        WriteMarker(marker);
        WriteUInt16(content.Length + 2);
        Write(content);
    }

    /// <summary>Writes eight bytes of entropy-coded data, the highest first, with a zero after each 0xFF byte (T.81, F.1.2.3).</summary>
    public void WriteStuffed(ulong word)
    {
        // A 0xFF byte is a zero byte of the complement. This usual test has false positives, which only take the
        // slower path.
        ulong complement = ~word;
        if (((complement - 0x01010101_01010101) & ~complement & 0x80808080_80808080) == 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Reserve(sizeof(ulong)), word);
            Length += sizeof(ulong);
            return;
        }

        for (int shift = 56; shift >= 0; shift -= 8) WriteStuffed((byte)(word >> shift));
    }

    /// <summary>Writes one byte of entropy-coded data.</summary>
    public void WriteStuffed(byte value)
    {
        WriteByte(value);
        if (value == Marker.Prefix) WriteByte(0);
    }

    /// <summary>What has been written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        return _bytes.AsSpan(Length);
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
