namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>What steers the quantization of a picture, but for its scale.</summary>
/// <param name="Luma">The steps of luminance, and of components that are no color differences.</param>
/// <param name="BlueChroma">The steps of Cb.</param>
/// <param name="RedChroma">The steps of Cr.</param>
/// <param name="Lambda">What one bit of AC coefficients costs, in squared steps.</param>
/// <param name="DcLambda">What one bit of DC coefficients costs.</param>
internal sealed record QuantizerPreset(TableShape Luma, TableShape BlueChroma, TableShape RedChroma, float Lambda, float DcLambda)
{
    /// <summary>The same with dearer or cheaper bits.</summary>
    public QuantizerPreset AtPrice(float factor) => this with { Lambda = factor * Lambda, DcLambda = factor * DcLambda };

    /// <summary>A preset between two.</summary>
    public static QuantizerPreset Mix(QuantizerPreset first, QuantizerPreset second, float share) => new(
        TableShape.Mix(first.Luma, second.Luma, share),
        TableShape.Mix(first.BlueChroma, second.BlueChroma, share),
        TableShape.Mix(first.RedChroma, second.RedChroma, share),
        first.Lambda + (share * (second.Lambda - first.Lambda)),
        first.DcLambda + (share * (second.DcLambda - first.DcLambda)));
}
