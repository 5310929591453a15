using System.Buffers.Binary;

namespace JpegReducer.Support.Images;

/// <summary>Untrusted input: damaged, disguised and malicious files.</summary>
public static class BrokenImages
{
    private static ReadOnlySpan<byte> StartOfFrame => [0xFF, 0xC0];

    private static ReadOnlySpan<byte> HuffmanTables => [0xFF, 0xC4];

    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    public static byte[] Empty => [];

    /// <summary>The error page that a web server sent instead of a photograph.</summary>
    public static byte[] Html => "<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>"u8.ToArray();

    /// <summary>The first part of a sound file; the share that remains goes from 0 to 1.</summary>
    public static byte[] Truncated(byte[] image, double share = 0.5) => image[..(int)(image.Length * share)];

    /// <summary>A JPEG that ends before its first scan and so contains no picture data.</summary>
    public static byte[] CutInHeader(byte[] jpeg) => jpeg[..jpeg.AsSpan().IndexOf(StartOfScan)];

    /// <summary>A JPEG whose scan uses invalid Huffman tables.</summary>
    public static byte[] ImpossibleTables()
    {
        byte[] image = TestImages.Photo();
        image.AsSpan(image.AsSpan().IndexOf(HuffmanTables) + 5, 2).Fill(0x10);
        return image;
    }

    /// <summary>A JPEG whose entropy-coded data is interrupted by a meaningless marker.</summary>
    public static byte[] CorruptJpeg()
    {
        byte[] image = TestImages.Photo();
        (image[image.Length / 2], image[(image.Length / 2) + 1]) = (0xFF, 0x01);
        return image;
    }

    /// <summary>A PNG whose compressed data is damaged, so that neither it nor its checksum is right.</summary>
    public static byte[] CorruptPng()
    {
        byte[] image = TestImages.PhotoPng();
        for (int at = image.Length / 2; at < (image.Length / 2) + 64; at++) image[at] ^= 0x5A;
        return image;
    }

    /// <summary>A JPEG whose header promises 4.2 gigapixels.</summary>
    public static byte[] BombHeader()
    {
        byte[] image = TestImages.Photo(64, 64);
        int frame = image.AsSpan().IndexOf(StartOfFrame);
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(frame + 5), 65_000);
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(frame + 7), 65_000);
        return image;
    }

    /// <summary>A JPEG that repeats one scan many times: each would cost a decoder a pass over the picture.</summary>
    public static byte[] ScanBomb(int scans = 1000)
    {
        byte[] image = TestImages.Photo(64, 64);
        int scan = image.AsSpan().IndexOf(StartOfScan);
        byte[] repeated = image[scan..^2];
        return [.. image[..scan], .. Enumerable.Repeat(repeated, scans).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    /// <summary>A JPEG with a comment: it is valid, but a node can be configured to crash on it.</summary>
    public static byte[] Marked(byte[] jpeg, string text)
    {
        byte[] comment = [0xFF, 0xFE, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(text)];
        BinaryPrimitives.WriteUInt16BigEndian(comment.AsSpan(2), (ushort)(comment.Length - 2));
        return [.. jpeg[..2], .. comment, .. jpeg[2..]];
    }

    /// <summary>A JPEG with a coding process that no browser decodes.</summary>
    /// <param name="startOfFrame">The second byte of its frame header: 0xC3 lossless, 0xC9 arithmetic coding, 0xC5 hierarchical.</param>
    public static byte[] JpegOfProcess(byte startOfFrame)
    {
        byte[] image = TestImages.Photo(64, 64);
        image[image.AsSpan().IndexOf(StartOfFrame) + 1] = startOfFrame;
        return image;
    }
}
