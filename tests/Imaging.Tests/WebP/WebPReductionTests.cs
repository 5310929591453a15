using System.Text;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Png;
using JpegReducer.Imaging.Tests.Reduction;
using JpegReducer.Imaging.WebP;
using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Imaging.Tests.WebP;

public sealed class WebPReductionTests
{
    public static TheoryData<string> Names => [.. Sources.Keys];

    private static Dictionary<string, Func<byte[]>> Sources { get; } = new()
    {
        ["fine photograph"] = () => TestImages.WebP(),
        ["small photograph"] = () => TestImages.WebP(48, 32),
        ["lossless photograph"] = () => Lossless(TestImages.PhotoPng()),
        ["lossless screen"] = () => Lossless(TestImages.ScreenPng()),
        ["dark clouds"] = () =>
            Lossless(
            PngBuilder.Build(
            200, 150, 2, 8, (x, y) => [14 + (int)(12 * Math.Sin(x / 7.0)), 14 + (int)(12 * Math.Sin(y / 9.0)), (x + y) / 20])),
        ["fading colors"] = () => TestImages.LosslessWebP(),
        ["animation"] = () => TestImages.AnimatedWebP(),
    };

    [Theory, MemberData(nameof(Names))]
    [Trait("Category", "Slow")]
    public void The_reported_score_of_a_lossy_result_is_that_of_its_worst_frame_and_reaches_the_promise(string name)
    {
        byte[] source = Sources[name]();

        foreach (ReductionOptions options in (ReductionOptions[])[new(), new() { Mode = ReductionMode.Glossy }, new() { Quality = 50 },
            new() { Quality = 95 }])
        {
            if (Engine.Reduce(source, options) is not ReductionOutcome.Reduced reduced) continue;

            byte[] result = reduced.Bytes.ToArray();
            FidelityScore score = Assert.NotNull(reduced.Score);
            Assert.Equal(WorstFrame(source, result, reduced.Info.Frames), score.Value, 0.000001);
            Assert.True(score.Measured);
            Assert.True(score.Value >= ScorePromise.Of(options).Minimum, $"{options.Mode} {options.Quality}: {score.Value}");

            ReductionOutcome.Kept again = Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(result, options));
            if (score.Value < 100) Assert.Equal(KeptReason.AlreadyReduced, again.Reason);
        }
    }

    [Theory]
    [InlineData(75, 30, 45)]
    [InlineData(85, 16, 24)]
    [InlineData(90, 9, 15)]
    [InlineData(98, 0, 4)]
    public void The_quantizer_index_reflects_the_quality_of_a_file(int quality, int low, int high)
    {
        using Image picture = Image.PngloadBuffer(TestImages.PhotoPng());

        Assert.InRange(Assert.NotNull(Vp8Quantizer.Index(picture.WebpsaveBuffer(q: quality))), low, high);
        Assert.Null(Vp8Quantizer.Index(Lossless(TestImages.PhotoPng())));
    }

    [Fact]
    public void A_source_as_coarse_as_a_result_is_kept()
    {
        using Image picture = Image.PngloadBuffer(TestImages.PhotoPng());

        Assert.Equal(
            KeptReason.AlreadyReduced,
            Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(picture.WebpsaveBuffer(q: 75, keep: Enums.ForeignKeep.None))).Reason);
    }

    [Theory]
    [InlineData(MetadataPolicy.Strip, "ICCP", "EXIF", "XMP ")]
    [InlineData(MetadataPolicy.Rights, "ICCP", "EXIF", "XMP ")]
    [InlineData(MetadataPolicy.Keep, "ICCP", "EXIF", "XMP ", "ZZZZ")]
    public void Each_chunk_follows_the_policy(MetadataPolicy policy, params string[] expected)
    {
        byte[] exif = [.. Exif.OrientationOnly(6), .. "private"u8];
        byte[] xmp = PngBuilder.Xmp("tiff:Orientation=\"6\" xmp:CreatorTool=\"Someone\" xmpRights:Marked=\"True\"").Data[22..];
        byte[] source = WithChunks(Profiled(), ("EXIF", exif), ("XMP ", xmp), ("C2PA", new byte[301]), ("ZZZZ", [1, 2, 3]));

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, ReductionMode.Lossless, policy));

        byte[] result = reduced.Bytes.ToArray();
        Dictionary<string, byte[]> chunks = Chunks(result);
        Assert.Equal(expected, chunks.Keys.Where(type => type is not ("VP8X" or "VP8L" or "VP8 ")));
        Assert.Equal(0x20 | 0x08 | 0x04, chunks["VP8X"][0] & 0x2C);
        Assert.Equal(6, Exif.Orientation(chunks["EXIF"]));
        string properties = Encoding.UTF8.GetString(chunks["XMP "]);
        Assert.Contains("Orientation=\"6\"", properties, StringComparison.Ordinal);
        Assert.Equal(policy == MetadataPolicy.Keep, properties.Contains("CreatorTool", StringComparison.Ordinal));
        Assert.Equal(policy != MetadataPolicy.Strip, properties.Contains("Marked", StringComparison.Ordinal));
        Assert.Equal(SourceTraits.ContentCredentials, reduced.Traits);
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void The_background_of_an_animation_is_kept(ReductionMode mode)
    {
        byte[] source = WithChunks(TestImages.AnimatedWebP(), ("ZZZZ", new byte[400]));
        int background = source.AsSpan().IndexOf("ANIM"u8) + 8;
        new byte[] { 1, 2, 3, 4 }.CopyTo(source, background);

        byte[] result = Engine.Smaller(source, mode);

        Assert.Equal([1, 2, 3, 4], Chunks(result)["ANIM"][..4]);
    }

    private static double WorstFrame(byte[] source, byte[] result, int frames)
    {
        DecodedPicture before = DecodedPicture.Decode(source, WebPFormat.PixelLoader, CancellationToken.None),
        after = DecodedPicture.Decode(result, WebPFormat.PixelLoader, CancellationToken.None);
        int height = before.Height / frames;
        return Enumerable.Range(0, frames).Min(frame => Ssimulacra2.Measure(Cut(before, frame, height), Cut(after, frame, height)));

        static RgbPicture Cut(DecodedPicture picture, int frame, int height)
        {
            int length = picture.Pixels.Length / picture.Height * height;
            return new RgbPicture(picture.Pixels.AsSpan(frame * length, length), picture.Width, height, picture.HasAlpha);
        }
    }

    private static byte[] Lossless(byte[] png)
    {
        using Image picture = Image.PngloadBuffer(png);
        return picture.WebpsaveBuffer(lossless: true, exact: true, effort: 0, q: 0);
    }

    private static byte[] Profiled()
    {
        using Image picture = Image.PngloadBuffer(TestImages.PhotoPng());
        using Image profiled = picture.IccTransform("p3", inputProfile: "srgb");
        return profiled.WebpsaveBuffer(lossless: true, exact: true, effort: 0, q: 0, keep: Enums.ForeignKeep.Icc);
    }

    /// <summary>The same file with further chunks at its end and their flags set in VP8X.</summary>
    private static byte[] WithChunks(byte[] webp, params (string Type, byte[] Data)[] chunks)
    {
        List<byte> file = [.. webp];
        foreach ((string type, byte[] data) in chunks)
        {
            file.AddRange([.. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[data.Length & 1]]);
            if (type == "EXIF") file[20] |= 0x08;
            if (type == "XMP ") file[20] |= 0x04;
        }

        byte[] bytes = [.. file];
        BitConverter.TryWriteBytes(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static Dictionary<string, byte[]> Chunks(byte[] webp)
    {
        Dictionary<string, byte[]> chunks = [];
        RiffChunkReader reader = new(webp);
        while (reader.MoveNext()) chunks.TryAdd(Encoding.ASCII.GetString(reader.Type), reader.Data.ToArray());
        return chunks;
    }
}
