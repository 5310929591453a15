using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Which chunks of a source go into its reduction.</summary>
internal static class PngChunkPolicy
{
    /// <summary>Chunks that say which colour a number means, or how bright a display must be (sections 11.3.2 and 4.3).</summary>
    public static bool MeansColour(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("iCCP"u8) || type.SequenceEqual("sRGB"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8)
        || type.SequenceEqual("cICP"u8) || type.SequenceEqual("mDCV"u8) || type.SequenceEqual("cLLI"u8);

    /// <summary>Chunks that hold the picture itself.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8)
        || type.SequenceEqual("acTL"u8) || type.SequenceEqual("fcTL"u8) || type.SequenceEqual("fdAT"u8) || type.SequenceEqual("IEND"u8);

    /// <summary>Chunks that hold words about the picture; they do not depend on how its pixels are stored.</summary>
    public static bool IsMetadata(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8) || type.SequenceEqual("eXIf"u8)
        || type.SequenceEqual("pHYs"u8) || type.SequenceEqual("tIME"u8);

    /// <summary>Writes what a chunk of the source leaves in the result: all of it, its orientation, or nothing.</summary>
    public static void Carry(in PngChunkReader chunk, MetadataPolicy policy, PngWriter file)
    {
        if (MeansColour(chunk.Type) || (policy == MetadataPolicy.Keep && IsMetadata(chunk.Type)))
        {
            file.Copy(chunk.Chunk);
        }
        else if (chunk.Type.SequenceEqual("eXIf"u8) && Exif.Orientation(chunk.Data) is var orientation and not Exif.Upright)
        {
            file.Write("eXIf"u8, Exif.OrientationOnly(orientation));
        }
    }
}
