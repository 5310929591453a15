namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>All that a lossy reduction is steered by, but its scale.</summary>
/// <param name="Luma">The steps of luminance, and of components that are no colour differences.</param>
/// <param name="BlueChroma">The steps of Cb.</param>
/// <param name="RedChroma">The steps of Cr.</param>
/// <param name="Lambda">What one bit costs, in squared steps.</param>
/// <param name="Masking">How busy blocks hide distortion.</param>
internal sealed record Recipe(TableShape Luma, TableShape BlueChroma, TableShape RedChroma, float Lambda, MaskingOptions Masking)
{
    public static Recipe Default { get; } = new(
        new TableShape(1.083f, 1.5f, 3.456f, 4.56f, 5.52f, 6.48f, 8.64f),
        new TableShape(1, 1.7f, 4.032f, 7.2f, 10.8f, 15.6f, 16),
        new TableShape(1.872f, 2.4f, 3.333f, 5.833f, 9.167f, 12.5f, 18),
        0.0833f,
        MaskingOptions.Default);
}
