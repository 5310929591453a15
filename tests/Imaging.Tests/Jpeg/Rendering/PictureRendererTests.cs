using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Rendering;

namespace JpegReducer.Imaging.Tests.Jpeg.Rendering;

public sealed class PictureRendererTests
{
    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "gray", TestPictures.Vips(bands: 1) },
        { "4:4:4", TestPictures.Vips() },
        { "4:2:0", TestPictures.Vips(subsample: true) },
        { "4:2:2", TestPictures.Magick("2x1,1x1,1x1") },
        { "4:4:0", TestPictures.Magick("1x2,1x1,1x1") },
        { "4:1:1", TestPictures.Magick("4x1,1x1,1x1") },
        { "mixed factors", TestPictures.Magick("2x2,2x1,1x2") },
        { "coarse steps", TestPictures.Vips(quality: 10, subsample: true) },
        { "one pixel", TestPictures.Vips(1, 1, subsample: true) },
        { "chroma two wide", TestPictures.Vips(4, 40, subsample: true) },
        { "chroma three wide", TestPictures.Vips(5, 41, subsample: true) },
    };

    [Theory, MemberData(nameof(Pictures))]
    public void Rendering_matches_libjpeg_to_the_last_bit(string name, byte[] file)
    {
        using JpegImage image = Coefficients.Read(file);

        byte[] shown = Show(image, new PictureRegion(0, 0, image.Frame.Width, image.Frame.Height), image.Components.Count);

        Assert.True(shown.AsSpan().SequenceEqual(TestPictures.DecodeByVips(file)), name);
    }

    [Theory, MemberData(nameof(Pictures))]
    public void A_region_is_rendered_as_in_the_whole_picture(string name, byte[] file)
    {
        using JpegImage image = Coefficients.Read(file);
        (int width, int height, int bands) = (image.Frame.Width, image.Frame.Height, image.Components.Count);
        PictureRegion part = new(width > 96 ? 96 : 0, height > 96 ? 96 : 0, width > 130 ? 131 : width, height);

        byte[] whole = Show(image, new PictureRegion(0, 0, width, height), bands);
        byte[] shown = Show(image, part, bands);

        for (int y = 0; y < part.Height; y++)
        {
            ReadOnlySpan<byte> expected = whole.AsSpan((((part.Top + y) * width) + part.Left) * bands, part.Width * bands);
            Assert.True(expected.SequenceEqual(shown.AsSpan(y * part.Width * bands, part.Width * bands)), $"{name}, row {y}");
        }
    }

    private static byte[] Show(JpegImage image, PictureRegion part, int bands)
    {
        using TilePixels pixels = new(part.Width, part.Height);
        new PictureRenderer(image.Frame, [.. image.Components.Select(component => (component.Plane, component.Steps))]).Render(part, pixels);
        byte[] interleaved = new byte[part.Width * part.Height * bands];
        for (int i = 0; i < interleaved.Length; i++)
            interleaved[i] = pixels.Row(i % bands, i / bands / part.Width)[i / bands % part.Width];
        return interleaved;
    }
}
