using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Parts;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class JpegRepackerTests
{
    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "gray", TestPictures.Vips(bands: 1) },
        { "4:4:4", TestPictures.Vips() },
        { "4:2:0", TestPictures.Vips(subsample: true) },
        { "4:2:0, fine", TestPictures.Vips(subsample: true, quality: 98) },
        { "4:2:0, coarse", TestPictures.Vips(subsample: true, quality: 12) },
        { "progressive", TestPictures.Vips(progressive: true) },
        { "restarts", TestPictures.Vips(restartInterval: 3) },
        { "4:2:2", TestPictures.Magick("2x1,1x1,1x1") },
        { "4:4:0", TestPictures.Magick("1x2,1x1,1x1") },
        { "4:1:1", TestPictures.Magick("4x1,1x1,1x1") },
        { "mixed factors", TestPictures.Magick("2x2,2x1,1x2") },
        { "CMYK", TestPictures.Vips(bands: 4) },
        { "one pixel", TestPictures.Vips(1, 1, subsample: true) },
        { "large and fine", TestPictures.Vips(1031, 777, quality: 97, subsample: true) },
    };

    [Theory, MemberData(nameof(Pictures))]
    public void The_pixels_are_unchanged_in_two_decoders(string name, byte[] source)
    {
        byte[] packed = Repack(source);

        Assert.True(TestPictures.DecodeByVips(source).AsSpan().SequenceEqual(TestPictures.DecodeByVips(packed)), name);
        Assert.True(TestPictures.DecodeByMagick(source).AsSpan().SequenceEqual(TestPictures.DecodeByMagick(packed)), name);
    }

    [Theory, MemberData(nameof(Pictures))]
    public void The_result_is_smaller_and_repacking_is_idempotent(string name, byte[] source)
    {
        byte[] packed = Repack(source);
        byte[] again = Repack(packed);

        Assert.True(packed.Length < source.Length, name);
        Assert.Equal(packed, again);
    }

    [Theory, MemberData(nameof(Pictures))]
    public void The_result_is_no_larger_than_the_optimized_and_the_progressive_form_of_libjpeg(string name, byte[] source)
    {
        using JpegImage image = Coefficients.Read(source);
        byte[] packed = Repack(source);

        using ImageMagick.MagickImage magick = new();
        foreach (bool progressive in new[] { false, true })
        {
            using MemoryStream stream = new(source);
            using MemoryStream optimized = new();
            stream.CopyTo(optimized);
            ImageMagick.ImageOptimizers.JpegOptimizer optimizer = new() { Progressive = progressive };
            optimized.Position = 0;
            optimizer.LosslessCompress(optimized);

            Assert.True(packed.Length <= optimized.Length, $"{name}: {packed.Length} against {optimized.Length}");
        }
    }

    [Fact]
    public void Stripping_keeps_metadata_that_determines_how_the_picture_looks()
    {
        byte[] picture = TestPictures.Vips();
        byte[] source =
        [
            .. picture[..2],
            .. Segment(0xE1, [.. "Exif\0\0"u8, .. "II*\0\b\0\0\0\u0001\0"u8, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, 7, 7, 7]),
            .. Segment(0xED, "Photoshop 3.0\0"u8),
            .. Segment(0xFE, "a comment"u8),
            .. picture[2..],
        ];

        using JpegImage stripped = Coefficients.Read(Repack(source));
        using JpegImage kept = Coefficients.Read(Repack(source, MetadataPolicy.Keep));

        Assert.Equal(
            6, Imaging.Metadata.Exif.Orientation(stripped.Metadata.Single(segment => segment.Is(Marker.App1, "Exif\0\0"u8)).Content.Span[6..]));
        Assert.Contains(stripped.Metadata, segment => segment.Is(Marker.App2, "ICC_PROFILE\0"u8));
        Assert.DoesNotContain(stripped.Metadata, segment => segment.Marker is Marker.Comment or 0xED);
        Assert.Contains(kept.Metadata, segment => segment.Is(Marker.Comment, "a comment"u8));
        Assert.Contains(kept.Metadata, segment => segment.Is(0xED, "Photoshop"u8));
    }

    [Fact]
    public void The_Adobe_marker_of_a_CMYK_picture_is_kept()
    {
        using JpegImage packed = Coefficients.Read(Repack(TestPictures.Vips(bands: 4)));

        Assert.Contains(packed.Metadata, segment => segment.Is(Marker.App14, "Adobe"u8));
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
    {
        byte[] source = TestPictures.Vips(subsample: true);

        Assert.Equal(Repack(source), Repack(source));
    }

    private static byte[] Repack(byte[] source, MetadataPolicy metadata = MetadataPolicy.Strip)
    {
        using JpegImage image = Coefficients.Read(source);
        return JpegRepacker.Write(image.With([.. MetadataFilter.Of(image, metadata)]), sequential: false, CancellationToken.None);
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
