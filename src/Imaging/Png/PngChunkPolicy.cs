using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Which chunks of a source are kept in the reduced file.</summary>
internal static class PngChunkPolicy
{
    /// <summary>
    /// Chunks that state the color of a sample, or how bright a display must be (sections 11.3.2 and 4.3). They precede the palette.
    /// </summary>
    public static bool StatesColor(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("iCCP"u8) || type.SequenceEqual("sRGB"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8)
        || type.SequenceEqual("cICP"u8) || type.SequenceEqual("mDCV"u8) || type.SequenceEqual("cLLI"u8);

    /// <summary>Chunks that hold the picture itself.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8)
        || type.SequenceEqual("acTL"u8) || type.SequenceEqual("fcTL"u8) || type.SequenceEqual("fdAT"u8) || type.SequenceEqual("IEND"u8);

    /// <summary>
    /// Chunks by which programs place, scale or stretch the picture: pixel size, stereo layout, offset and canvas (ImageMagick,
    /// GIMP), Android's nine-patch.
    /// </summary>
    public static bool ChangesUse(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("pHYs"u8) || type.SequenceEqual("sTER"u8) || type.SequenceEqual("oFFs"u8)
        || type.SequenceEqual("vpAg"u8) || type.SequenceEqual("caNv"u8)
        || type.SequenceEqual("npTc"u8) || type.SequenceEqual("npLb"u8) || type.SequenceEqual("npOl"u8);

    /// <summary>Content credentials: a signature over the bytes of the file, which is invalid once they change.</summary>
    public static bool IsContentCredentials(ReadOnlySpan<byte> type) => type.SequenceEqual("caBX"u8);

    /// <summary>Whether a chunk must precede the palette (table 7).</summary>
    public static bool PrecedesPalette(ReadOnlySpan<byte> type) => StatesColor(type) || type.SequenceEqual("sBIT"u8);

    /// <summary>
    /// Writes what is kept of a chunk of the source: all of it, its orientation, a translation to the new layout, or nothing.
    /// </summary>
    /// <param name="chunk">Not a part of the picture itself.</param>
    /// <param name="from">The source's layout.</param>
    /// <param name="to">The result's; the same object if the picture is stored as before.</param>
    /// <param name="policy">What is kept of chunks that do not change the picture.</param>
    /// <param name="file">The result.</param>
    public static void CopyChunk(in PngChunkReader chunk, PngLayout from, PngLayout to, MetadataPolicy policy, PngWriter file)
    {
        ReadOnlySpan<byte> type = chunk.Type;
        if (StatesColor(type) || ChangesUse(type))
        {
            file.Copy(chunk.Chunk);
        }
        else if (PngText.IsText(type))
        {
            PngText.CopyChunk(chunk, policy, file);
        }
        else if (policy == MetadataPolicy.Keep)
        {
            if (type.SequenceEqual("sBIT"u8)) Write(file, type, PngLayout.SignificantBits(chunk.Data, from, to));
            else if (type.SequenceEqual("bKGD"u8)) Write(file, type, PngLayout.Background(chunk.Data, from, to));
            else if (IsSafeToCopy(type) || FollowsPicture(type) || (from == to && FollowsLayout(type))) file.Copy(chunk.Chunk);
        }
        else if (type.SequenceEqual("eXIf"u8) && ExifEssentials.Select(chunk.Data, Needs(policy)) is { } exif)
        {
            file.Write("eXIf"u8, exif);
        }
    }

    private static ExifNeeds Needs(MetadataPolicy policy) => ExifNeeds.ColorSpace | (policy == MetadataPolicy.Rights ? ExifNeeds.Rights : 0);

    /// <summary>Whether a chunk stays valid when the picture is stored differently, by the case of its last letter (section 5.4).</summary>
    private static bool IsSafeToCopy(ReadOnlySpan<byte> type) => (type[3] & 0x20) != 0;

    /// <summary>Chunks that are marked unsafe to copy and yet stay valid if the picture is the same.</summary>
    private static bool FollowsPicture(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("tIME"u8) || type.SequenceEqual("sCAL"u8) || type.SequenceEqual("sPLT"u8);

    /// <summary>Chunks that count palette entries or give samples a meaning.</summary>
    private static bool FollowsLayout(ReadOnlySpan<byte> type) => type.SequenceEqual("hIST"u8) || type.SequenceEqual("pCAL"u8);

    private static void Write(PngWriter file, ReadOnlySpan<byte> type, byte[]? data)
    {
        if (data is not null) file.Write(type, data);
    }
}
