using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>Feeds the rows of pictures to butteraugli.</summary>
internal static class ButteraugliRows
{
    private static readonly float[] BlackAndWhite = [0, 1];

    /// <summary>The backgrounds for translucent pixels, 0 to 1 as encoded.</summary>
    public static ReadOnlySpan<float> Backgrounds(bool hasAlpha) => hasAlpha ? BlackAndWhite : BlackAndWhite.AsSpan(0, 1);

    /// <summary>Makes the step with a row, or one after the last row.</summary>
    public static void Step(int step, in RgbPicture picture, float background, PictureFrame frame, BandPyramid bands)
    {
        if (step < frame.Height)
        {
            Span<float> red = bands.Light(0, step), green = bands.Light(1, step), blue = bands.Light(2, step);
            LinearLight.ConvertRow(
                picture, frame.InnerRow(step), background, red[frame.Left..], green[frame.Left..], blue[frame.Left..]);
            red[..frame.Left].Fill(red[frame.Left]);
            green[..frame.Left].Fill(green[frame.Left]);
            blue[..frame.Left].Fill(blue[frame.Left]);
        }

        bands.Step(step);
    }
}
