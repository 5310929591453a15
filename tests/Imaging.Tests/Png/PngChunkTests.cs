using System.Text;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Reduction;

namespace JpegReducer.Imaging.Tests.Png;

public sealed class PngChunkTests
{
    private const byte Gray = 0, Color = 2, ColorWithAlpha = 6;

    /// <summary>Ancillary chunks in a legal order, and which of the policies keep each.</summary>
    private static readonly (string Type, byte[] Data, MetadataPolicy From)[] Before =
    [
        ("gAMA", [0, 0, 0xB1, 0x8F], MetadataPolicy.Strip),
        ("cHRM", new byte[32], MetadataPolicy.Strip),
        ("cICP", [1, 13, 0, 1], MetadataPolicy.Strip),
        ("sBIT", [5, 6, 5], MetadataPolicy.Keep),
        ("bKGD", [0, 20, 0, 20, 0, 20], MetadataPolicy.Keep),
        ("pHYs", [0, 0, 0x16, 0x25, 0, 0, 0x0B, 0x12, 1], MetadataPolicy.Strip),
        ("oFFs", new byte[9], MetadataPolicy.Strip),
        ("vpAg", new byte[9], MetadataPolicy.Strip),
        ("sTER", [0], MetadataPolicy.Strip),
        ("npTc", new byte[32], MetadataPolicy.Strip),
        ("sCAL", [1, .. "1\0"u8, (byte)'2'], MetadataPolicy.Keep),
        ("sPLT", [.. "few\0"u8, 8, 1, 2, 3, 255, 0, 9], MetadataPolicy.Keep),
        ("tIME", [7, 0xEA, 1, 1, 1, 1, 1], MetadataPolicy.Keep),
        ("tEXt", [.. "Comment\0made by hand"u8], MetadataPolicy.Keep),
        ("tEXt", [.. "Copyright\0Ada"u8], MetadataPolicy.Rights),
        ("zzZz", [1, 2, 3], MetadataPolicy.Keep),
    ];

    /// <summary>Chunks that no policy keeps in a changed file.</summary>
    private static readonly (string Type, byte[] Data)[] Unsafe =
        [("iDOT", new byte[28]), ("zzZZ", [1, 2, 3]), ("caBX", new byte[50]), ("dSIG", new byte[9])];

    [Theory]
    [InlineData(MetadataPolicy.Strip)]
    [InlineData(MetadataPolicy.Rights)]
    [InlineData(MetadataPolicy.Keep)]
    public void Each_chunk_follows_the_policy_and_the_order_of_the_specification(MetadataPolicy policy)
    {
        byte[] source =
            PngBuilder.Build(
            64, 48, Color, 8, Few, [.. Before.Select(chunk => (chunk.Type, chunk.Data)), .. Unsafe], [("tEXt", [.. "Author\0behind"u8])]);

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, ReductionMode.Lossless, policy));

        List<(string Type, byte[] Data)> chunks = PngBuilder.Chunks(reduced.Bytes.ToArray());
        Assert.Equal(3, chunks[0].Data[9]); // With a palette now
        string[] expected = [.. Before.Where(chunk => chunk.From <= policy).Select(chunk => $"{chunk.Type} {chunk.Data.Length}")];
        if (policy == MetadataPolicy.Keep) expected = [.. expected.Select(chunk => chunk == "bKGD 6" ? "bKGD 1" : chunk)];
        string[] picture = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
        Assert.Equal(
            expected.Concat(policy == MetadataPolicy.Strip ? [] : ["tEXt 13"]).Order(),
            chunks.Where(chunk => !picture.Contains(chunk.Type)).Select(chunk => $"{chunk.Type} {chunk.Data.Length}").Order());
        AssertOrder(chunks);
        Assert.Equal(SourceTraits.ContentCredentials, reduced.Traits);
    }

    [Fact]
    public void Pixels_that_are_not_square_are_kept_in_every_mode()
    {
        byte[] aspect = [0, 0, 0x16, 0x25, 0, 0, 0x0B, 0x12, 0];
        byte[] source = PngBuilder.Build(64, 48, Color, 8, Few, [("pHYs", aspect)]);

        foreach (ReductionMode mode in Enum.GetValues<ReductionMode>()) Assert.Equal(aspect, PngBuilder.Chunk(Engine.Smaller(source, mode), "pHYs"));
    }

    [Fact]
    public void Significant_bits_and_background_are_translated_to_the_new_layout()
    {
        (string, byte[])[] chunks = [("sBIT", [5, 5, 5, 8]), ("bKGD", [0, 20, 0, 20, 0, 20])];

        byte[] gray =
            Engine.Smaller(
            PngBuilder.Build(255, 255, ColorWithAlpha, 8, (x, y) => [x ^ y, x ^ y, x ^ y, 255], chunks), ReductionMode.Lossless,
            MetadataPolicy.Keep);
        byte[] indexed =
            Engine.Smaller(
            PngBuilder.Build(64, 48, ColorWithAlpha, 8, (x, y) => [.. Few(x, y), x < 32 ? 255 : 128], chunks), ReductionMode.Lossless,
            MetadataPolicy.Keep);

        Assert.Equal((Gray, 3), (gray[25], indexed[25]));
        Assert.Equal([5], PngBuilder.Chunk(gray, "sBIT"));
        Assert.Equal([0, 20], PngBuilder.Chunk(gray, "bKGD"));
        Assert.Equal([5, 5, 5], PngBuilder.Chunk(indexed, "sBIT"));
        byte background = Assert.Single(Assert.IsType<byte[]>(PngBuilder.Chunk(indexed, "bKGD")));
        Assert.Equal([20, 20, 20], PngBuilder.Chunk(indexed, "PLTE").AsSpan(3 * background, 3).ToArray());
    }

    [Theory]
    [InlineData(MetadataPolicy.Strip, false)]
    [InlineData(MetadataPolicy.Rights, true)]
    public void An_orientation_that_only_xmp_states_is_kept_in_xmp(MetadataPolicy policy, bool withRights)
    {
        byte[] source =
            PngBuilder.Build(
            64, 48, Color, 8, Few, [PngBuilder.Xmp("tiff:Orientation=\"6\" xmp:CreatorTool=\"Someone\" xmpRights:Marked=\"True\"")]);

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless, policy);

        string xmp = Encoding.UTF8.GetString(Assert.IsType<byte[]>(PngBuilder.Chunk(result, "iTXt")));
        Assert.StartsWith("XML:com.adobe.xmp\0\0\0\0\0", xmp, StringComparison.Ordinal);
        Assert.Contains("Orientation=\"6\"", xmp, StringComparison.Ordinal);
        Assert.DoesNotContain("CreatorTool", xmp, StringComparison.Ordinal);
        Assert.Equal(withRights, xmp.Contains("Marked", StringComparison.Ordinal));
        Assert.Null(PngBuilder.Chunk(result, "eXIf"));
    }

    [Fact]
    public void An_upright_picture_keeps_no_xmp_when_stripped()
    {
        byte[] source = PngBuilder.Build(64, 48, Color, 8, Few, [PngBuilder.Xmp("tiff:Orientation=\"1\" xmpRights:Marked=\"True\"")]);

        Assert.Null(PngBuilder.Chunk(Engine.Smaller(source, ReductionMode.Lossless), "iTXt"));
    }

    [Fact]
    public void An_orientation_in_exif_is_kept_in_any_chunk()
    {
        byte[] exif = Exif.OrientationOnly(8), profile = [.. "Exif\0\0"u8, .. exif];
        byte[] text = [.. "Raw profile type exif\0\nexif\n      32\n"u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(profile)), (byte)'\n'];

        byte[] chunk = Engine.Smaller(PngBuilder.Build(64, 48, Color, 8, Few, [("eXIf", [.. exif, 1, 2, 3])]), ReductionMode.Lossless);
        byte[] written = Engine.Smaller(PngBuilder.Build(64, 48, Color, 8, Few, [("tEXt", text)]), ReductionMode.Lossless);

        byte[] kept = Assert.IsType<byte[]>(PngBuilder.Chunk(chunk, "eXIf"));
        Assert.Equal((8, exif.Length), (Exif.Orientation(kept), kept.Length));
        Assert.Equal(text, PngBuilder.Chunk(written, "tEXt"));
    }

    [Fact]
    public void An_unknown_critical_chunk_is_unsupported() =>
        Engine.AssertFails(FailureReason.UnsupportedFormat, Engine.Reduce(PngBuilder.Build(8, 8, Color, 8, Few, [("NeeD", [1])])));

    /// <summary>Fifteen colors without a pattern, (20, 20, 20) among them.</summary>
    private static int[] Few(int x, int y)
    {
        int noise = (int)((uint)((x * 374761393) + (y * 668265263) + (x * y * 69069)) >> 13);
        return [20 * (noise % 5), 20 * (noise % 5), 20 * (noise % 3)];
    }

    /// <summary>Table 7: which chunks precede the palette, and which are between it and the data.</summary>
    private static void AssertOrder(List<(string Type, byte[] Data)> chunks)
    {
        List<string> types = [.. chunks.Select(chunk => chunk.Type)];
        int palette = types.IndexOf("PLTE"), data = types.IndexOf("IDAT");
        Assert.All(types.Index().Where(entry => entry.Item is "gAMA" or "cHRM" or "cICP" or "sBIT"), entry => Assert.True(entry.Index < palette));
        Assert.All(types.Index().Where(entry => entry.Item is "bKGD" or "tRNS"), entry => Assert.InRange(entry.Index, palette + 1, data - 1));
        Assert.All(types.Index().Where(entry => entry.Item is "pHYs" or "sPLT" or "sTER" or "oFFs"), entry => Assert.True(entry.Index < data));
        if (types.Contains("zzZz")) Assert.True(types.IndexOf("zzZz") < data);
        if (chunks.FindIndex(chunk => chunk.Type == "tEXt" && chunk.Data.AsSpan().EndsWith("behind"u8)) is var author and >= 0)
            Assert.True(author > data);
    }
}
