using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace JpegReducer.Imaging.Png;

/// <summary>Writes a PNG chunk by chunk (section 5.3).</summary>
internal sealed class PngWriter : IDisposable
{
    private readonly MemoryStream _file = new();

    public PngWriter() => _file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Copies a chunk of another file unchanged.</summary>
    public void Copy(ReadOnlySpan<byte> chunk) => _file.Write(chunk);

    public void Write(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        Crc32 checksum = new();
        checksum.Append(type);
        checksum.Append(data);

        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        _file.Write(number);
        _file.Write(type);
        _file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        _file.Write(number);
    }

    public byte[] Finish()
    {
        Write("IEND"u8, []);
        return _file.ToArray();
    }

    /// <summary>Compresses at zlib's highest level.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using MemoryStream packed = new();
        using (ZLibStream deflater = new(packed, CompressionLevel.SmallestSize, leaveOpen: true)) deflater.Write(data);
        return packed.ToArray();
    }

    public void Dispose() => _file.Dispose();
}
