using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Pipeline;

public sealed class ImageHeaderTests
{
    [Fact]
    public void Format_size_and_frames_are_detected_from_the_bytes()
    {
        Assert.Equal(new ImageInfo(Format("jpeg"), 50, 40) { SamplesPerPixel = 3 }, Identified(TestImages.Photo(50, 40)));
        Assert.Equal(new ImageInfo(Format("jpeg"), 50, 40) { SamplesPerPixel = 1.5f }, Identified(TestImages.Photo(50, 40, halfChroma: true)));
        Assert.Equal(new ImageInfo(Format("png"), 50, 40), Identified(TestImages.PhotoPng(50, 40)));
        Assert.Equal(new ImageInfo(Format("gif"), 50, 40), Identified(TestImages.Gif(50, 40)));
        Assert.Equal(new ImageInfo(Format("webp"), 50, 40), Identified(TestImages.WebP(50, 40)));
        Assert.Equal(new ImageInfo(Format("webp"), 50, 40), Identified(TestImages.LosslessWebP(50, 40)));
        Assert.Equal(new ImageInfo(Format("gif"), 50, 40) { Frames = 3 }, Identified(TestImages.AnimatedGif(50, 40, 3)));
        Assert.Equal(new ImageInfo(Format("webp"), 50, 40) { Frames = 3 }, Identified(TestImages.AnimatedWebP(50, 40, 3)));
    }

    [Fact]
    public void The_first_bytes_are_enough()
    {
        byte[][] images = [TestImages.Photo(), TestImages.PhotoPng(), TestImages.Gif(), TestImages.WebP()];

        Assert.All(images, image => Assert.Equal(Identified(image), Identified(image[..1024])));
    }

    [Fact]
    public void Every_beginning_of_an_image_is_truncated_or_identified_but_never_rejected()
    {
        byte[][] images = [TestImages.Photo(16, 16), TestImages.PhotoPng(16, 16), TestImages.AnimatedGif(16, 16), TestImages.WebP(16, 16)];

        foreach (byte[] image in images)
        {
            for (int length = 1; length < image.Length; length++)
            {
                ReductionOutcome.Failed? failure = ImageHeader.Read(image.AsSpan(0, length)).Failure;

                Assert.True(failure is null or { Reason: FailureReason.Truncated }, $"{length} bytes: {failure}");
            }
        }
    }

    [Theory]
    [InlineData("TIFF", new byte[] { 0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("PDF", new byte[] { 0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0x2E, 0x37, 10, 10, 10, 10 })]
    [InlineData("AVIF", new byte[] { 0, 0, 0, 0x1C, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66 })]
    [InlineData("HEIF", new byte[] { 0, 0, 0, 0x1C, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63 })]
    [InlineData("BMP", new byte[] { 0x42, 0x4D, 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0 })]
    public void Known_formats_that_are_not_supported_are_named(string name, byte[] head)
    {
        ReductionOutcome.Failed failure = Refused(head);

        Assert.Equal(FailureReason.UnsupportedFormat, failure.Reason);
        Assert.Contains(name, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_begins_like_a_bitmap_is_not_an_image()
    {
        Assert.Equal(FailureReason.NotAnImage, Refused([.. "BMW drivers of the world, unite and read on"u8]).Reason);
    }

    private static ImageInfo Identified(byte[] bytes)
    {
        ImageHeader header = ImageHeader.Read(bytes);
        Assert.Null(header.Failure);
        return header.Info!.Value;
    }

    private static ReductionOutcome.Failed Refused(byte[] bytes)
    {
        ImageHeader header = ImageHeader.Read(bytes);
        Assert.Null(header.Info);
        return header.Failure!;
    }

    private static FormatInfo Format(string name) => ImageFormats.Find(name)!;
}
