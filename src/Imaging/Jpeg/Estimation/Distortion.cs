namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>
/// What quantization did to a component: the mean over blocks of squared errors of samples, each block's divided by its own
/// variance and a threshold, since errors show less where a block is busy.
/// </summary>
/// <param name="Dc">Errors of the blocks' means.</param>
/// <param name="Low">Errors of the five lowest AC frequencies, u + v ≤ 2.</param>
/// <param name="Middle">Errors of the frequencies 3 ≤ u + v ≤ 5.</param>
/// <param name="Peak">The root of the mean square of all errors of a block together: the worst blocks count most.</param>
internal readonly record struct Distortion(double Dc, double Low, double Middle, double Peak)
{
    public static Distortion operator +(Distortion left, Distortion right) =>
        new(left.Dc + right.Dc, left.Low + right.Low, left.Middle + right.Middle, left.Peak + right.Peak);
}
