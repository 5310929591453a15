using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.Tests;

public sealed class CorporaTests
{
    [Fact]
    public void The_halves_of_made_pictures_have_the_same_classes_and_no_picture_in_common()
    {
        Picture[] reporting = [.. MadePictures.All(FileHalf.Reporting)], tuning = [.. MadePictures.All(FileHalf.Tuning)];

        Assert.Equal(reporting.Length, tuning.Length);
        Assert.Empty(reporting.Select(picture => picture.Name).Intersect(tuning.Select(picture => picture.Name)));
        Assert.All(reporting, picture => Assert.True(FileHalf.Reporting.Includes(picture.Name)));
    }

    [Fact]
    public void A_made_picture_is_the_same_on_every_run()
    {
        Assert.Equal(ColoredText.Draw(64, 48, 3), ColoredText.Draw(64, 48, 3));
        Assert.Equal(FilmGrain.Draw(64, 48, 3, coarse: true), FilmGrain.Draw(64, 48, 3, coarse: true));
        Assert.NotEqual(FilmGrain.Draw(64, 48, 3, coarse: true), FilmGrain.Draw(64, 48, 3, coarse: false));
    }

    [Theory]
    [InlineData(true, "4:2:0")]
    [InlineData(false, "4:4:4")]
    public void The_class_of_a_JPEG_file_is_its_chroma_subsampling(bool halvesChroma, string sampling)
    {
        SourceFile source = SourceFile.OfJpeg(ContentPictures.Jpeg(ContentKind.Photo, 40, 24, 1, 80, halvesChroma));

        Assert.Equal((sampling, 40, 24), (source.Class, source.Width, source.Height));
    }
}
