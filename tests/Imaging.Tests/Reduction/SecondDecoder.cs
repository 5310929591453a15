using ImageMagick;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Decodes files with another decoder than the engine: ImageMagick.</summary>
internal static class SecondDecoder
{
    /// <summary>The mean difference of all samples in 255ths, over all frames, each rotated by its orientation and composed on white.</summary>
    public static double Difference(byte[] left, byte[] right)
    {
        using MagickImageCollection first = Frames(left), second = Frames(right);
        Assert.Equal(first.Count, second.Count);

        return first.Zip(second).Max(pair =>
        {
            Assert.Equal((pair.First.Width, pair.First.Height), (pair.Second.Width, pair.Second.Height));
            return 255 * pair.First.Compare(pair.Second, ErrorMetric.MeanAbsolute);
        });
    }

    private static MagickImageCollection Frames(byte[] file)
    {
        MagickImageCollection frames = new(file);
        if (frames.Count > 1) frames.Coalesce();
        foreach (var frame in frames)
        {
            frame.AutoOrient();
            frame.BackgroundColor = MagickColors.White;
            if (frame.HasAlpha) frame.Alpha(AlphaAction.Remove);
            if (frame.ColorSpace == ColorSpace.Gray) frame.ColorSpace = ColorSpace.sRGB;
        }

        return frames;
    }
}
