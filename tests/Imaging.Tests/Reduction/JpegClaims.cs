using ImageMagick;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class JpegClaims
{
    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void Every_orientation_is_kept(ReductionMode mode)
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] source = TestImages.TurnedPhoto(orientation);
            Assert.Equal(orientation, Orientation(source));

            byte[] result = Engine.Smaller(source, mode);

            Assert.InRange(SecondDecoder.Difference(source, result), 0, mode == ReductionMode.Lossless ? 0 : 6);
            Assert.Equal(orientation, Orientation(result));
        }
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void The_keep_policy_keeps_artist_orientation_and_xmp(ReductionMode mode)
    {
        byte[] turned = Engine.Smaller(TestImages.TurnedPhoto(6), mode, MetadataPolicy.Keep);
        byte[] annotated = Engine.Smaller(TestImages.AnnotatedPhoto(), mode, MetadataPolicy.Keep);

        Assert.Equal(6, Orientation(turned));
        Assert.Equal("Someone", Artist(turned));
        Assert.Equal("Someone", Artist(annotated));
        using MagickImage image = new(annotated);
        Assert.NotNull(image.GetXmpProfile());
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void The_strip_policy_removes_metadata_but_keeps_the_color_profile_unchanged(ReductionMode mode)
    {
        byte[] source = TestImages.AnnotatedPhoto();

        byte[] result = Engine.Smaller(source, mode);

        using MagickImage before = new(source), after = new(result);
        Assert.Null(Artist(result));
        Assert.Null(after.GetXmpProfile());
        Assert.Equal(before.GetColorProfile()!.ToByteArray(), after.GetColorProfile()!.ToByteArray());
    }

    [Theory]
    [InlineData(ReductionMode.Lossy)]
    [InlineData(ReductionMode.Lossless)]
    public void Cmyk_colors_are_kept_and_not_inverted(ReductionMode mode)
    {
        byte[] source = TestImages.CmykPhoto();

        byte[] result = Engine.Smaller(source, mode);

        using MagickImage image = new(result);
        Assert.Equal(ColorSpace.CMYK, image.ColorSpace);
        Assert.InRange(SecondDecoder.Difference(source, result), 0, mode == ReductionMode.Lossless ? 0 : 6);
    }

    [Fact]
    public void Extra_bytes_between_segments_do_not_prevent_a_reduction()
    {
        byte[] source = TestImages.AnnotatedPhoto();
        int second = source.AsSpan().IndexOf([(byte)0xFF, Marker.QuantizationTables]);
        byte[] littered = [.. source[..second], 0, 0xFF, 0, 7, .. source[second..]];

        byte[] result = Engine.Smaller(littered, ReductionMode.Lossless);

        Assert.Equal(0, SecondDecoder.Difference(source, result));
    }

    [Fact]
    public void A_source_as_coarse_as_the_target_loses_no_quality()
    {
        byte[] packed = Engine.Smaller(TestImages.Photo(quality: 40), ReductionMode.Lossless);

        ReductionOutcome outcome = Engine.Reduce(packed);

        Assert.Equal(KeptReason.AlreadyReduced, Assert.IsType<ReductionOutcome.Kept>(outcome).Reason);
    }

    [Fact]
    public void A_coarse_source_is_still_reduced_by_better_coding()
    {
        byte[] source = TestImages.Photo(quality: 40);

        byte[] result = Engine.Smaller(source);

        Assert.Equal(0, SecondDecoder.Difference(source, result));
    }

    [Fact]
    public void The_size_of_glossy_is_between_lossy_and_lossless()
    {
        byte[] source = TestImages.Photo();

        int[] sizes =
            [.. new[] { ReductionMode.Lossy, ReductionMode.Glossy, ReductionMode.Lossless }.Select(
            mode => Engine.Smaller(source, mode).Length)];

        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void An_explicit_quality_replaces_that_of_the_mode()
    {
        byte[] source = TestImages.Photo();
        Reducer reducer = new(new ReductionLimits());

        int[] sizes = [.. new[] { 30, 60, 90 }.Select(quality =>
            Assert.IsType<ReductionOutcome.Reduced>(
                reducer.Reduce(source, new ReductionOptions { Quality = quality }, CancellationToken.None)).Bytes.Length)];

        Assert.Equal(sizes.Order(), sizes);
        Assert.True(sizes[0] < sizes[2] / 2);
    }

    private static string? Artist(byte[] jpeg)
    {
        using MagickImage image = new(jpeg);
        return image.GetExifProfile()?.GetValue(ExifTag.Artist)?.Value;
    }

    private static int Orientation(byte[] jpeg) => new JpegHeader().Read(jpeg).Orientation;
}
