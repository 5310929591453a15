namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>The parameters of quantization at one scale.</summary>
/// <param name="Luma">The table shape of luminance, and of components that are not color differences.</param>
/// <param name="BlueChroma">The table shape of Cb.</param>
/// <param name="RedChroma">The table shape of Cr.</param>
/// <param name="Lambda">The Lagrange multiplier of AC coefficients: the cost of one bit in squared steps.</param>
/// <param name="DcLambda">The Lagrange multiplier of DC coefficients.</param>
/// <param name="Errors">What errors of AC coefficients count, relative to each other.</param>
internal sealed record QuantizerPreset(
    TableShape Luma, TableShape BlueChroma, TableShape RedChroma, float Lambda, float DcLambda, ErrorWeights Errors)
{
    /// <summary>The same preset with both Lagrange multipliers multiplied by a factor.</summary>
    public QuantizerPreset WithLambdaFactor(float factor) => this with { Lambda = factor * Lambda, DcLambda = factor * DcLambda };

    /// <summary>Interpolates between two presets.</summary>
    public static QuantizerPreset Mix(QuantizerPreset first, QuantizerPreset second, float share) => new(
        TableShape.Mix(first.Luma, second.Luma, share),
        TableShape.Mix(first.BlueChroma, second.BlueChroma, share),
        TableShape.Mix(first.RedChroma, second.RedChroma, share),
        first.Lambda + (share * (second.Lambda - first.Lambda)),
        first.DcLambda + (share * (second.DcLambda - first.DcLambda)),
        ErrorWeights.Mix(first.Errors, second.Errors, share));
}
