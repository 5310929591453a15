using System.Buffers.Binary;

namespace JpegReducer.Imaging.Png;

/// <summary>Iterates over the chunks of a PNG (section 5.3). Checksums are verified by the decoder.</summary>
/// <param name="bytes">The file from its beginning.</param>
/// <param name="start">Where the first chunk to read begins.</param>
internal ref struct PngChunkReader(ReadOnlySpan<byte> bytes, int start = PngChunkReader.SignatureLength)
{
    public const int SignatureLength = 8;

    /// <summary>Length, type and checksum around the data.</summary>
    private const int Overhead = 12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next chunk begins.</summary>
    public int Position { get; private set; } = start;

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The whole chunk as stored in the file.</summary>
    public ReadOnlySpan<byte> Chunk { get; private set; }

    /// <summary>Whether the reader stopped at a length over 2³¹−1, which is invalid.</summary>
    public bool Broken { get; private set; }

    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _bytes[Math.Min(Position, _bytes.Length)..];
        if (rest.Length < Overhead) return false;

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        Broken = length > int.MaxValue;
        if (Broken || length > rest.Length - Overhead) return false;

        Type = rest.Slice(4, 4);
        Data = rest.Slice(8, (int)length);
        Chunk = rest[..((int)length + Overhead)];
        Position += Chunk.Length;
        return true;
    }
}
