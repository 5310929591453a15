using System.Buffers.Binary;

namespace JpegReducer.Imaging.Png;

/// <summary>Walks from chunk to chunk of a PNG (section 5.3). Checksums are left to the decoder.</summary>
internal ref struct PngChunkReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Length, type and checksum around the data.</summary>
    public const int Overhead = 12;

    public const int SignatureLength = 8;

    private ReadOnlySpan<byte> _rest = bytes[SignatureLength..];

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The whole chunk, as it stands in the file.</summary>
    public ReadOnlySpan<byte> Chunk { get; private set; }

    /// <summary>Whether the walk ended at a length over 2³¹−1, which no chunk may have.</summary>
    public bool Broken { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < Overhead) return false;

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        Broken = length > int.MaxValue;
        if (Broken || length > _rest.Length - Overhead) return false;

        Type = _rest.Slice(4, 4);
        Data = _rest.Slice(8, (int)length);
        Chunk = _rest[..((int)length + Overhead)];
        _rest = _rest[Chunk.Length..];
        return true;
    }
}
