using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Copies color space and metadata of a source to a newly encoded picture.</summary>
internal static class PngTransplant
{
    private enum Place
    {
        BeforePalette,
        BeforeData,
        AfterData,
    }

    public static byte[] Assemble(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> source, MetadataPolicy policy)
    {
        PngLayout from = PngLayout.Read(source), to = PngLayout.Read(encoded);
        using PngWriter file = new();
        CopyPicture(encoded, "IHDR"u8, file);
        CopyChunks(source, Place.BeforePalette, from, to, policy, file);
        CopyPicture(encoded, "PLTE"u8, file);
        CopyPicture(encoded, "tRNS"u8, file);
        CopyChunks(source, Place.BeforeData, from, to, policy, file);
        CopyPicture(encoded, "IDAT"u8, file);
        CopyChunks(source, Place.AfterData, from, to, policy, file);
        return file.Finish();
    }

    private static void CopyPicture(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> type, PngWriter file)
    {
        PngChunkReader reader = new(encoded);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual(type)) file.Copy(reader.Chunk);
        }
    }

    /// <summary>Writes the chunks of one position; no chunk may move from one side of the data to the other (section 14.2).</summary>
    private static void CopyChunks(ReadOnlySpan<byte> source, Place place, PngLayout from, PngLayout to, MetadataPolicy policy, PngWriter file)
    {
        bool behind = false;
        PngChunkReader reader = new(source);
        while (reader.MoveNext())
        {
            behind |= reader.Type.SequenceEqual("IDAT"u8);
            if (PngChunkPolicy.IsPicture(reader.Type)) continue;

            Place own = behind ? Place.AfterData : PngChunkPolicy.PrecedesPalette(reader.Type) ? Place.BeforePalette : Place.BeforeData;
            if (own == place) PngChunkPolicy.CopyChunk(reader, from, to, policy, file);
        }
    }
}
