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
        new TableShape(1.1f, 1.55f, 2.4f, 3.5f, 4.6f, 5.4f, 6),
        new TableShape(2.4f, 3.6f, 5, 8, 10, 13, 16),
        new TableShape(2.4f, 4.5f, 7, 10, 12, 15, 18),
        0.1f,
        MaskingOptions.Default);
}
