using System.Buffers.Binary;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>Messages over a pipe: the length as four bytes, little-endian, then the content.</summary>
internal static class Frames
{
    /// <summary>Writes a message.</summary>
    public static void Write(Stream pipe, ReadOnlySpan<byte> message)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
        pipe.Write(length);
        pipe.Write(message);
        pipe.Flush();
    }

    /// <summary>Reads a message of at most <paramref name="max"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The other process has exited.</exception>
    /// <exception cref="InvalidDataException">The message is longer.</exception>
    public static byte[] Read(Stream pipe, long max)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        pipe.ReadExactly(length);
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (bytes < 0 || bytes > max) throw new InvalidDataException($"A message has {bytes} bytes, more than the maximum of {max}.");

        byte[] message = GC.AllocateUninitializedArray<byte>(bytes);
        pipe.ReadExactly(message);
        return message;
    }
}
