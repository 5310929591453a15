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
        new TableShape(1.3f, 1.68f, 3.456f, 5.107f, 6.624f, 7.776f, 10.37f),
        new TableShape(1, 1.7f, 4.032f, 8.64f, 10.8f, 15.6f, 16),
        new TableShape(1.872f, 2.4f, 2.777f, 4.051f, 6.366f, 12.5f, 18),
        0.0579f,
        0.15f,
        MaskingOptions.Default);
}
