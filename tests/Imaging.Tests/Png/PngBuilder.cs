using System.Text;
using JpegReducer.Imaging.Png;

namespace JpegReducer.Imaging.Tests.Png;

/// <summary>Writes PNG files chunk by chunk, with the lowest compression.</summary>
internal static class PngBuilder
{
    /// <summary>A picture of eight or sixteen bits per sample.</summary>
    public static byte[] Build(
        int width, int height, byte colorType, byte depth, Func<int, int, int[]> pixel, (string Type, byte[] Data)[]? before = null,
        (string Type, byte[] Data)[]? behind = null)
    {
        using MemoryStream rows = new();
        for (int y = 0; y < height; y++)
        {
            rows.WriteByte(0);
            for (int x = 0; x < width; x++)
            {
                foreach (int sample in pixel(x, y)) rows.Write(depth == 16 ? [(byte)(sample >> 8), (byte)sample] : [(byte)sample]);
            }
        }

        using MemoryStream packed = new();
        using (System.IO.Compression.ZLibStream deflater =
            new(packed, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
            deflater.Write(rows.ToArray());

        using PngWriter file = new();
        file.Write("IHDR"u8, [0, 0, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, depth, colorType, 0, 0, 0]);
        foreach ((string type, byte[] data) in before ?? []) file.Write(Encoding.ASCII.GetBytes(type), data);
        file.Write("IDAT"u8, packed.ToArray());
        foreach ((string type, byte[] data) in behind ?? []) file.Write(Encoding.ASCII.GetBytes(type), data);
        return file.Finish();
    }

    public static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        List<(string, byte[])> chunks = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext()) chunks.Add((Encoding.ASCII.GetString(reader.Type), reader.Data.ToArray()));
        return chunks;
    }

    public static byte[]? Chunk(byte[] png, string type) =>
        Chunks(png).Where(chunk => chunk.Type == type).Select(chunk => chunk.Data).FirstOrDefault();

    /// <summary>An iTXt chunk with XMP.</summary>
    public static (string Type, byte[] Data) Xmp(string properties) =>
        ("iTXt", [.. Encoding.ASCII.GetBytes("XML:com.adobe.xmp"), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
        + "xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
        + "xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\" " + properties + "/></rdf:RDF></x:xmpmeta>")]);
}
