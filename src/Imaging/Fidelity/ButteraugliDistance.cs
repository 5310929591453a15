using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;
using JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// The butteraugli distance of a picture from its reference, an estimate of how visible the differences are (J. Alakuijala, Google,
/// 2016; the multi-resolution form of libjxl, https://github.com/libjxl/libjxl), on a display whose white has 80 cd/m².
/// </summary>
/// <param name="MaxNorm">The distance of the worst pixel: 0 for identical pictures, 1 at the limit of what is visible.</param>
/// <param name="ThreeNorm">
/// The distance of the picture as a whole: the mean of the norms of orders 3, 6 and 12 of all pixels. This is what the reference tool
/// prints as 3-norm.
/// </param>
/// <remarks>
/// Agrees with <c>butteraugli_main</c> of libjxl. It is not symmetric: contrast hides differences only where the reference has it.
/// Pictures with a side below eight pixels, for which the tool prints 0, are extended to eight by repeating the pixels of their edges.
/// </remarks>
public readonly record struct ButteraugliDistance(double MaxNorm, double ThreeNorm)
{
    /// <summary>
    /// Measures the distance. Rows pass through in one pass: the memory is about 10 KB for each column, whatever the height. To compare
    /// several pictures with one reference, <see cref="ButteraugliReference"/> takes less time.
    /// </summary>
    /// <param name="reference">The original.</param>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    /// <returns>
    /// The distance. Pictures with alpha are compared on black and on white; of both distances of a pixel the larger one counts.
    /// </returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ButteraugliDistance Measure(
        in RgbPicture reference, in RgbPicture distorted, CancellationToken cancellationToken = default)
    {
        if (reference.Width != distorted.Width || reference.Height != distorted.Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        PictureFrame frame = new(reference.Width, reference.Height);
        ReadOnlySpan<float> backgrounds = ButteraugliRows.Backgrounds(reference.HasAlpha || distorted.HasAlpha);
        float[]? map = backgrounds.Length > 1 ? new float[reference.Width * reference.Height] : null;
        ButteraugliDistance distance = default;
        for (int i = 0; i < backgrounds.Length; i++)
        {
            DistanceRows rows = new(frame, map, keepsLarger: i > 0);
            using BandPyramid first = new(frame, withMasking: true), second = new(frame, withMasking: false);
            using PictureDistance comparison = new(frame, rows);
            for (int step = 0; step < PictureDistance.Steps(frame); step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ButteraugliRows.Step(step, reference, backgrounds[i], frame, first);
                ButteraugliRows.Step(step, distorted, backgrounds[i], frame, second);
                comparison.Step(step, first, second);
            }

            distance = new ButteraugliDistance(rows.Max, rows.ThreeNorm);
        }

        return distance;
    }
}
