using System.Buffers.Binary;

namespace JpegReducer.Imaging.WebP;

/// <summary>Walks over the top-level chunks of a RIFF file (RFC 9649, section 2.3).</summary>
internal ref struct RiffChunkReader
{
    private const int FileHeaderLength = 12;

    private ReadOnlySpan<byte> _rest;

    public RiffChunkReader(ReadOnlySpan<byte> bytes)
    {
        // The length counts from behind itself; what follows the RIFF chunk belongs to nobody.
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Truncated = end > bytes.Length;
        _rest = bytes[FileHeaderLength..(int)Math.Clamp(end, FileHeaderLength, bytes.Length)];
    }

    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>The chunk's content; behind a walk that found the data cut, as much of the last one as there is.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The whole chunk with its header and padding.</summary>
    public ReadOnlySpan<byte> Chunk { get; private set; }

    /// <summary>Whether the file, or the last chunk, says that it is longer than the data.</summary>
    public bool Truncated { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < 8) return false;

        Type = _rest[..4];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_rest[4..]);
        if (length > _rest.Length - 8)
        {
            Data = _rest[8..];
            Truncated = true;
            return false;
        }

        Data = _rest.Slice(8, (int)length);
        Chunk = _rest[..Math.Min(_rest.Length, 8 + (int)length + ((int)length & 1))];
        _rest = _rest[Chunk.Length..];
        return true;
    }
}
