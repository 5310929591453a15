using System.Buffers.Binary;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// Reads bits, the highest first. Block decoders copy it into a local, so that its fields are in registers, and copy it
/// back when the block is done.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    // The next bits, the first one highest. Bits below the valid ones may be set already; loading them again sets the same bits.
    private ulong _window;
    private int _valid;
    private int _next = start;

    /// <summary>A reader that starts at a bit position.</summary>
    public static BitReader At(ReadOnlySpan<byte> bytes, long bitPosition)
    {
        BitReader reader = new(bytes, (int)(bitPosition / 8));
        reader.Refill();
        reader.Skip((int)(bitPosition & 7));
        return reader;
    }

    /// <summary>The number of bits that have been read since the first byte.</summary>
    public readonly long BitPosition => ((long)_next * 8) - _valid;

    /// <summary>
    /// Makes at least 56 bits valid: enough for any code and its value. Without a branch, which would often be mispredicted.
    /// </summary>
    public void Refill()
    {
        _window |= BinaryPrimitives.ReadUInt64BigEndian(_bytes[_next..]) >> _valid;
        _next += (63 - _valid) >> 3;
        _valid |= 56;
    }

    /// <summary>The next bits, without reading them; the count is 1 to 32.</summary>
    public readonly int Peek(int count) => (int)(_window >> (64 - count));

    /// <summary>The signed value that follows the code of an entry (T.81, F.2.2.1); reads neither.</summary>
    public readonly int PeekValue(HuffmanEntry entry) =>
        HuffmanDecoder.Extend((int)((_window << entry.CodeLength) >> (64 - entry.Size)), entry.Size);

    public void Skip(int count)
    {
        _window <<= count;
        _valid -= count;
    }

    /// <summary>Reads 1 to 31 bits that <see cref="Refill"/> made valid.</summary>
    public int Read(int count)
    {
        int bits = Peek(count);
        Skip(count);
        return bits;
    }

    /// <summary>Reads 0 to 31 bits that <see cref="Refill"/> made valid.</summary>
    public int ReadOrZero(int count)
    {
        int bits = (int)((_window >> 1) >> (63 - count));
        Skip(count);
        return bits;
    }

    /// <summary>Refills and reads the next symbol; -1 if no code begins with the next bits.</summary>
    public int ReadSymbol(HuffmanDecoder table)
    {
        Refill();
        HuffmanEntry entry = table.Lookup[Peek(HuffmanDecoder.LookaheadBits)];
        if (entry.CodeLength != 0)
        {
            Skip(entry.CodeLength);
            return entry.Symbol;
        }

        return ReadLongSymbol(table);
    }

    /// <summary>Reads a symbol whose code is longer than the lookup; -1 if there is none.</summary>
    public int ReadLongSymbol(HuffmanDecoder table)
    {
        int found = table.FindLong(Peek(16));
        Skip(found & 31);
        return found == 0 ? -1 : found >> 5;
    }
}
