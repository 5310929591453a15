using System.Buffers.Binary;

namespace JpegReducer.Imaging.WebP;

/// <summary>Iterates over the top-level chunks of a RIFF file (RFC 9649, section 2.3).</summary>
internal ref struct RiffChunkReader
{
    public const int FileHeaderLength = 12;

    private readonly ReadOnlySpan<byte> _riff;

    /// <param name="bytes">The file from its beginning.</param>
    /// <param name="start">Where the first chunk to read begins.</param>
    public RiffChunkReader(ReadOnlySpan<byte> bytes, int start = FileHeaderLength)
    {
        // The length counts from after its own field; bytes after the RIFF chunk do not belong to the image.
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Truncated = end > bytes.Length;
        _riff = bytes[..(int)Math.Clamp(end, FileHeaderLength, bytes.Length)];
        Position = start;
    }

    /// <summary>Where the next chunk begins.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>The content of the chunk; of a truncated chunk, what is left of it.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Whether the file, or the last chunk, states a greater length than the data has.</summary>
    public bool Truncated { get; private set; }

    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _riff[Math.Min(Position, _riff.Length)..];
        if (rest.Length < 8) return false;

        Type = rest[..4];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > rest.Length - 8)
        {
            Data = rest[8..];
            Truncated = true;
            return false;
        }

        Data = rest.Slice(8, (int)length);
        Position += 8 + (int)length + ((int)length & 1);
        return true;
    }
}
