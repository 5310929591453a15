using System.Buffers.Binary;
using System.IO.Compression;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Recompresses the filtered rows of a PNG and leaves the picture otherwise unchanged.</summary>
/// <remarks>Keeps depth, palette, interlacing and animation: correct for every PNG, but not always the smallest.</remarks>
internal static class PngRepacker
{
    /// <returns>The new file; <see langword="null"/> if the data decompresses to more than the header allows.</returns>
    public static byte[]? Repack(ReadOnlySpan<byte> source, MetadataPolicy policy, CancellationToken cancellationToken)
    {
        PngLayout layout = PngLayout.Read(source);
        using PngWriter file = new();
        using MemoryStream run = new();
        bool frameData = false;
        int sequence = 0;
        long largest = 0;
        PngChunkReader reader = new(source);

        while (reader.MoveNext())
        {
            bool isFrameData = reader.Type.SequenceEqual("fdAT"u8);
            if (isFrameData || reader.Type.SequenceEqual("IDAT"u8))
            {
                frameData = isFrameData;
                run.Write(isFrameData ? reader.Data[4..] : reader.Data);
                continue;
            }

            if (!Flush(run, frameData, ref sequence, largest, file, cancellationToken)) return null;

            if (reader.Type.SequenceEqual("IHDR"u8)) largest = LargestRows(reader.Data);
            if (reader.Type.SequenceEqual("IEND"u8)) break;
            if (reader.Type.SequenceEqual("fcTL"u8)) file.Write("fcTL"u8, Numbered(sequence++, reader.Data[4..]));
            else if (PngChunkPolicy.IsPicture(reader.Type)) file.Copy(reader.Chunk);
            else PngChunkPolicy.CopyChunk(reader, layout, layout, policy, file);
        }

        return file.Finish();
    }

    /// <summary>Writes the collected image data of one frame as one chunk; its rows are streamed and never buffered as a whole.</summary>
    private static bool Flush(MemoryStream run, bool frameData, ref int sequence, long largest, PngWriter file, CancellationToken cancellationToken)
    {
        if (run.Length == 0) return true;

        run.Position = 0;
        using MemoryStream packed = new();
        using (ZLibStream inflater = new(run, CompressionMode.Decompress, leaveOpen: true))
        using (ZLibStream deflater = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] buffer = new byte[81920];
            long rows = 0;
            for (int read = inflater.Read(buffer); read > 0; read = inflater.Read(buffer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows += read;
                if (rows > largest) return false;

                deflater.Write(buffer, 0, read);
            }
        }

        ReadOnlySpan<byte> data = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        if (frameData) file.Write("fdAT"u8, Numbered(sequence++, data));
        else file.Write("IDAT"u8, data);
        run.SetLength(0);
        return true;
    }

    /// <summary>Prefixes an animation's sequence number (section 11.3.6.2): joined chunks need fewer of them.</summary>
    private static byte[] Numbered(int sequence, ReadOnlySpan<byte> data)
    {
        byte[] numbered = new byte[4 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(numbered, sequence);
        data.CopyTo(numbered.AsSpan(4));
        return numbered;
    }

    /// <summary>An upper bound of the rows' size, interlaced or not: seven passes have at most twice the rows, each one byte longer.</summary>
    private static long LargestRows(ReadOnlySpan<byte> header)
    {
        long width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int samples = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return (width * samples * header[8] / 8 * height) + (16 * (height + 8));
    }
}
