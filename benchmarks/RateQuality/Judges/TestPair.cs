using JpegReducer.Support.Images;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>Two pictures that distinguish implementations of a metric.</summary>
internal static class TestPair
{
    private const int Width = 160, Height = 128, Quality = 40;

    public static PixelPicture Reference { get; } = new(ContentPictures.Pixels(ContentKind.Mixed, Width, Height, 1), Width, Height);

    public static PixelPicture Distorted { get; } =
        PixelPicture.Decode(ContentPictures.Jpeg(ContentKind.Mixed, Width, Height, 1, Quality, halfChroma: true));
}
