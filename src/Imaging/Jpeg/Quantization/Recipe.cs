namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>All that a lossy reduction is steered by, but its scale.</summary>
/// <param name="Luma">The steps of luminance, and of components that are no colour differences.</param>
/// <param name="BlueChroma">The steps of Cb.</param>
/// <param name="RedChroma">The steps of Cr.</param>
/// <param name="Lambda">What one bit of AC coefficients costs, in squared steps.</param>
/// <param name="DcLambda">What one bit of DC coefficients costs.</param>
/// <param name="Masking">How busy blocks hide distortion.</param>
internal sealed record Recipe(TableShape Luma, TableShape BlueChroma, TableShape RedChroma, float Lambda, float DcLambda, MaskingOptions Masking)
{
    public static Recipe Default { get; } = new(
        new TableShape(1.083f, 1.4f, 4.446f, 4.1f, 5.83f, 6.8f, 8.73f),
        new TableShape(1.072f, 1.7f, 5.184f, 6, 8.5f, 9.49f, 12),
        new TableShape(1.746f, 2.24f, 2.777f, 2.817f, 4.76f, 5.83f, 12.7f),
        0.054f,
        0.1167f,
        MaskingOptions.Default);
}
