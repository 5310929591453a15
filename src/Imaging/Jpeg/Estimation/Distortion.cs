namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>
/// The distortion of a component by quantization: the mean over blocks of squared sample errors, each divided by the variance of
/// its block and a threshold, since errors are less visible in busy blocks.
/// </summary>
/// <param name="Dc">The errors of the block means.</param>
/// <param name="Low">The errors of the five lowest AC frequencies, u + v ≤ 2.</param>
/// <param name="Middle">The errors of the frequencies 3 ≤ u + v ≤ 5.</param>
/// <param name="Peak">The root mean square of the total error of each block: the worst blocks dominate.</param>
internal readonly record struct Distortion(double Dc, double Low, double Middle, double Peak)
{
    public static Distortion operator +(Distortion left, Distortion right) =>
        new(left.Dc + right.Dc, left.Low + right.Low, left.Middle + right.Middle, left.Peak + right.Peak);
}
