namespace JpegReducer.Imaging.Fidelity;

/// <summary>The peak signal-to-noise ratio of luma (ITU-R BT.601 as in JFIF): the mean squared error of all pixels, in decibels.</summary>
public static class PsnrY
{
    private const double SquaredPeak = 255 * 255;

    /// <summary>Measures the ratio.</summary>
    /// <param name="reference">The original.</param>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <param name="cancellationToken">Checked once per row.</param>
    /// <returns>
    /// Decibels; <see cref="double.PositiveInfinity"/> if luma is identical. With alpha the lower ratio on black and on white.
    /// </returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static double Measure(in RgbPicture reference, in RgbPicture distorted, CancellationToken cancellationToken = default)
    {
        if (reference.Width != distorted.Width || reference.Height != distorted.Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        double worst = double.PositiveInfinity;
        foreach (byte background in LumaRows.Backgrounds(reference.HasAlpha || distorted.HasAlpha))
            worst = Math.Min(worst, Decibels(SquaredErrors(reference, distorted, background, cancellationToken)));
        return worst;
    }

    /// <summary>The ratio for a mean squared error.</summary>
    internal static double Decibels(double meanSquaredError) => 10 * Math.Log10(SquaredPeak / meanSquaredError);

    private static double SquaredErrors(
        in RgbPicture reference, in RgbPicture distorted, byte background, CancellationToken cancellationToken)
    {
        float[] first = new float[reference.Width], second = new float[reference.Width];
        double sum = 0;
        for (int y = 0; y < reference.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LumaRows.Convert(reference, y, background, first);
            LumaRows.Convert(distorted, y, background, second);
            double ofRow = 0;
            for (int x = 0; x < first.Length; x++) ofRow += (double)(first[x] - second[x]) * (first[x] - second[x]);
            sum += ofRow;
        }

        return sum / ((double)reference.Width * reference.Height);
    }
}
