using ImageMagick;
using JpegReducer.Imaging.Png;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using JpegReducer.Imaging.WebP;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class OtherFormatClaims
{
    [Fact]
    public void Sixteen_bits_are_kept_without_loss()
    {
        byte[] source = TestImages.DeepPng();

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(16, result[24]); // The depth in IHDR
        Assert.True(PixelCheck.HaveSamePixels(source, result, PngFormat.PixelLoader, CancellationToken.None));
    }

    [Fact]
    public void A_png_of_few_colors_gets_a_palette_without_loss()
    {
        byte[] source = TestImages.ScreenPng();

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(3, result[25]); // The color type in IHDR
        Assert.Equal(0, SecondDecoder.Difference(source, result));
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void Transparency_is_kept(ReductionMode mode)
    {
        foreach ((byte[] source, VipsLoader loader) in new[] { (TestImages.FadingPng(), PngFormat.PixelLoader),
            (TestImages.LosslessWebP(), WebPFormat.PixelLoader) })
        {
            byte[] result = Engine.Smaller(source, mode);

            using MagickImage before = new(source), after = new(result);
            before.Alpha(AlphaAction.Extract);
            after.Alpha(AlphaAction.Extract);
            Assert.True(PixelCheck.IsTranslucent(result, loader, CancellationToken.None));
            Assert.InRange(255 * before.Compare(after, ErrorMetric.MeanAbsolute), 0, mode == ReductionMode.Lossless ? 0 : 3);
        }
    }

    [Fact]
    public void A_lossless_webp_is_lossless_in_lossless_mode()
    {
        byte[] result = Engine.Smaller(TestImages.LosslessWebP(), ReductionMode.Lossless);

        Assert.True(WebPMetadata.IsLossless(result));
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void An_animation_keeps_frames_delays_and_repeats(ReductionMode mode)
    {
        byte[] source = [.. TestImages.AnimatedGif()[..^1], .. Comment(), 0x3B];

        byte[] result = Engine.Smaller(source, mode);

        using MagickImageCollection before = new(source), after = new(result);
        Assert.Equal(6, after.Count);
        Assert.Equal(before.Select(frame => frame.AnimationDelay), after.Select(frame => frame.AnimationDelay));
        Assert.Equal(before[0].AnimationIterations, after[0].AnimationIterations);
        Assert.InRange(SecondDecoder.Difference(source, result), 0, mode == ReductionMode.Lossless ? 0 : 3);
    }

    [Fact]
    public void An_animated_png_keeps_all_of_its_frames()
    {
        byte[] source = ApngOf(TestImages.ScreenPng(64, 48, 1), TestImages.ScreenPng(64, 48, 2));

        byte[] result = Engine.Smaller(source);

        Assert.Equal(Frames(source), Frames(result));
    }

    [Fact]
    public void Gamma_and_text_of_a_png_follow_the_policy()
    {
        byte[] plain = TestImages.ScreenPng();
        byte[] source = WithChunks(plain, ("gAMA", [0, 0, 0xB1, 0x8F]), ("tEXt", "Author\0Ada"u8.ToArray()));

        byte[] stripped = Engine.Smaller(source);
        byte[] kept = Engine.Smaller(source, metadata: MetadataPolicy.Keep);

        Assert.Equal(["gAMA"], Ancillary(stripped));
        Assert.Equal(["gAMA", "tEXt"], Ancillary(kept));
    }

    private static byte[] Comment() => [0x21, 0xFE, 5, .. "hello"u8, 0];

    /// <summary>Both pictures as frames of one animation, with the lowest compression.</summary>
    private static byte[] ApngOf(byte[] first, byte[] second)
    {
        using PngWriter file = new();
        file.Write("IHDR"u8, first.AsSpan(16, 13));
        file.Write("acTL"u8, [0, 0, 0, 2, 0, 0, 0, 0]);
        file.Write("fcTL"u8, Control(0, first));
        file.Write("IDAT"u8, Data(first));
        file.Write("tEXt"u8, "Comment\0between the frames"u8);
        file.Write("fcTL"u8, Control(1, second));
        file.Write("fdAT"u8, [0, 0, 0, 2, .. Data(second)]);
        return file.Finish();

        static byte[] Control(byte sequence, byte[] png) => [0, 0, 0, sequence, .. png[16..24], 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 100, 0, 0];
    }

    private static byte[] WithChunks(byte[] png, params (string Type, byte[] Data)[] chunks)
    {
        using PngWriter file = new();
        PngChunkReader reader = new(png);
        while (reader.MoveNext() && !reader.Type.SequenceEqual("IEND"u8))
        {
            if (!PngChunkPolicy.IsPicture(reader.Type)) continue;

            file.Copy(reader.Chunk);
            if (!reader.Type.SequenceEqual("IHDR"u8)) continue;

            foreach ((string type, byte[] data) in chunks) file.Write(System.Text.Encoding.ASCII.GetBytes(type), data);
        }

        return file.Finish();
    }

    private static List<string> Ancillary(byte[] png)
    {
        List<string> types = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext())
        {
            if (!PngChunkPolicy.IsPicture(reader.Type)) types.Add(System.Text.Encoding.ASCII.GetString(reader.Type));
        }

        return types;
    }

    /// <summary>The filtered rows of each frame.</summary>
    private static List<byte[]> Frames(byte[] png)
    {
        List<byte[]> frames = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual("IDAT"u8)) frames.Add(Inflate(reader.Data.ToArray()));
            else if (reader.Type.SequenceEqual("fdAT"u8)) frames.Add(Inflate(reader.Data[4..].ToArray()));
        }

        return frames;
    }

    private static byte[] Data(byte[] png)
    {
        List<byte> data = [];
        PngChunkReader reader = new(png);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual("IDAT"u8)) data.AddRange(reader.Data);
        }

        return [.. data];
    }

    private static byte[] Inflate(byte[] packed)
    {
        using System.IO.Compression.ZLibStream inflater = new(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using MemoryStream rows = new();
        inflater.CopyTo(rows);
        return rows.ToArray();
    }
}
