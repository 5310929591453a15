using System.IO.Compression;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>Bodies as servers encode them.</summary>
internal static class Coded
{
    public static byte[] Gzip(byte[] plain) => Encode(plain, output => new GZipStream(output, CompressionLevel.Optimal));

    /// <summary>A gzip member of no bytes (RFC 1952); a decoder continues with the next.</summary>
    public static byte[] EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Zlib(byte[] plain) => Encode(plain, output => new ZLibStream(output, CompressionLevel.Optimal));

    public static byte[] Deflate(byte[] plain) => Encode(plain, output => new DeflateStream(output, CompressionLevel.Optimal));

    public static byte[] Brotli(byte[] plain) => Encode(plain, output => new BrotliStream(output, CompressionLevel.Fastest));

    private static byte[] Encode(byte[] plain, Func<Stream, Stream> open)
    {
        MemoryStream output = new();
        using (Stream encoder = open(output)) encoder.Write(plain);
        return output.ToArray();
    }
}
