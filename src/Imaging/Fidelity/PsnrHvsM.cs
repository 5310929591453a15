using JpegReducer.Imaging.Fidelity.Masking;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// PSNR-HVS-M of luma (N. Ponomarenko et al., "On between-coefficient contrast masking of DCT basis functions", VPQM 2007,
/// http://www.ponomarenko.info/psnrhvsm.htm): a peak signal-to-noise ratio of the errors that contrast does not hide, weighted by the
/// sensitivity to each frequency.
/// </summary>
/// <remarks>
/// The authors' original: blocks of 8 × 8 pixels, every eight pixels, and their tables; pixels right of and below the last whole block
/// are left out. The variant of Daala and libaom (<c>psnr_hvs</c>) has other tables and overlapping blocks, and gives other numbers.
/// </remarks>
public static class PsnrHvsM
{
    private const int Side = 8;

    /// <summary>Measures the ratio.</summary>
    /// <param name="reference">The original.</param>
    /// <param name="distorted">The picture to be measured, of the same size.</param>
    /// <param name="cancellationToken">Checked once per row of blocks.</param>
    /// <returns>
    /// Decibels; <see cref="double.PositiveInfinity"/> if there is no visible error. With alpha the lower ratio on black and on white.
    /// Pictures with a side below eight pixels are extended to it by repeating the last pixels.
    /// </returns>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static double Measure(in RgbPicture reference, in RgbPicture distorted, CancellationToken cancellationToken = default)
    {
        if (reference.Width != distorted.Width || reference.Height != distorted.Height)
            throw new ArgumentException("The pictures differ in size.", nameof(distorted));

        double worst = double.PositiveInfinity;
        foreach (byte background in LumaRows.Backgrounds(reference.HasAlpha || distorted.HasAlpha))
            worst = Math.Min(worst, PsnrY.Decibels(VisibleErrors(reference, distorted, background, cancellationToken)));
        return worst;
    }

    private static double VisibleErrors(
        in RgbPicture reference, in RgbPicture distorted, byte background, CancellationToken cancellationToken)
    {
        int stride = Math.Max(Side, reference.Width);
        int rows = Math.Max(1, reference.Height / Side), columns = stride / Side;
        float[] first = new float[Side * stride], second = new float[Side * stride];
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int y = 0; y < Side; y++)
            {
                int source = Math.Min((row * Side) + y, reference.Height - 1);
                LumaRows.Convert(reference, source, background, first.AsSpan(y * stride, stride));
                LumaRows.Convert(distorted, source, background, second.AsSpan(y * stride, stride));
            }

            for (int column = 0; column < columns; column++)
            {
                LumaBlock left = new(first.AsSpan(column * Side), stride), right = new(second.AsSpan(column * Side), stride);
                sum += LumaBlock.VisibleError(left, right);
            }
        }

        return sum / ((double)rows * columns * Side * Side);
    }
}
