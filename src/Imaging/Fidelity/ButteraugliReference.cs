using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;
using JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// A reference prepared for several comparisons by butteraugli, each of which takes about half the time of
/// <see cref="ButteraugliDistance.Measure"/>. Safe for concurrent use.
/// </summary>
/// <remarks>Contains 60 bytes for each pixel, twice that for a picture with alpha.</remarks>
public sealed class ButteraugliReference
{
    private readonly PictureFrame _frame;
    private readonly StoredPyramid[] _onBackgrounds;

    /// <summary>Prepares a reference.</summary>
    /// <param name="picture">The original; not needed after the call.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ButteraugliReference(in RgbPicture picture, CancellationToken cancellationToken = default)
    {
        _frame = new PictureFrame(picture.Width, picture.Height);
        ReadOnlySpan<float> backgrounds = ButteraugliRows.Backgrounds(picture.HasAlpha);
        _onBackgrounds = new StoredPyramid[backgrounds.Length];
        for (int i = 0; i < backgrounds.Length; i++) _onBackgrounds[i] = Store(picture, backgrounds[i], cancellationToken);
    }

    /// <summary>The width of the reference in pixels.</summary>
    public int Width => _frame.InnerWidth;

    /// <summary>The height of the reference in pixels.</summary>
    public int Height => _frame.InnerHeight;

    /// <summary>Measures the distance of a picture, as <see cref="ButteraugliDistance.Measure"/> does.</summary>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    /// <returns>The distance.</returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ButteraugliDistance Compare(in RgbPicture distorted, CancellationToken cancellationToken = default)
    {
        // Only the larger of two distances of a pixel counts: those on the first background have to be kept.
        bool onTwo = distorted.HasAlpha || _onBackgrounds.Length > 1;
        return Compare(distorted, onTwo ? new float[Width * Height] : null, cancellationToken);
    }

    /// <summary>Measures the distance of each pixel.</summary>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    /// <returns>The distances.</returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ButteraugliMap Map(in RgbPicture distorted, CancellationToken cancellationToken = default)
    {
        float[] pixels = new float[Width * Height];
        return new ButteraugliMap(Compare(distorted, pixels, cancellationToken), pixels);
    }

    private ButteraugliDistance Compare(in RgbPicture distorted, float[]? map, CancellationToken cancellationToken)
    {
        if (distorted.Width != Width || distorted.Height != Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        ReadOnlySpan<float> backgrounds = ButteraugliRows.Backgrounds(distorted.HasAlpha || _onBackgrounds.Length > 1);
        ButteraugliDistance distance = default;
        for (int i = 0; i < backgrounds.Length; i++)
        {
            // An opaque reference looks the same on both.
            StoredPyramid reference = _onBackgrounds[Math.Min(i, _onBackgrounds.Length - 1)];
            DistanceRows rows = new(_frame, map, keepsLarger: i > 0);
            using BandPyramid bands = new(_frame, withMasking: false);
            using PictureDistance comparison = new(_frame, rows);
            for (int step = 0; step < PictureDistance.Steps(_frame); step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ButteraugliRows.Step(step, distorted, backgrounds[i], _frame, bands);
                comparison.Step(step, reference, bands);
            }

            distance = new ButteraugliDistance(rows.Max, rows.ThreeNorm);
        }

        return distance;
    }

    private StoredPyramid Store(in RgbPicture picture, float background, CancellationToken cancellationToken)
    {
        StoredPyramid stored = new(_frame);
        using BandPyramid bands = new(_frame, withMasking: true);
        for (int step = 0; step < _frame.BandSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ButteraugliRows.Step(step, picture, background, _frame, bands);
            stored.Add(step, bands);
        }

        return stored;
    }
}
