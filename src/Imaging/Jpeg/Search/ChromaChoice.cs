using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>
/// The choice between the source's resolution of chroma and 4:2:0, made once for a picture and a target: scale and Lagrange multiplier are
/// searched at this resolution, so that no search jumps from one to the other.
/// </summary>
/// <param name="IsHalved">Whether halving is expected to need fewer bytes, and does not blur thin colored lines.</param>
/// <param name="IsClose">Whether either may need fewer bytes.</param>
internal readonly record struct ChromaChoice(bool IsHalved, bool IsClose)
{
    /// <summary>
    /// The ratio of the unmasked loss to the allowed errors at which both need equally many bytes at equal SSIMULACRA2 and butteraugli
    /// (docs/engine.md).
    /// </summary>
    private const double EqualBytes = 0.3;

    /// <summary>The factor on either side of that ratio within which the choice may be wrong.</summary>
    private const double Uncertainty = 2.5;

    /// <summary>The loss of Cb counts less than that of Cr.</summary>
    private const double WeightOfBlue = 0.4;

    /// <summary>The maximum share of blocks of a synthetic picture in which halving chroma may blur saturated edges.</summary>
    private const double MaxBlurredEdges = 0.002;

    /// <summary>The choice for a picture.</summary>
    /// <param name="halved">The picture with halved chroma.</param>
    /// <param name="allowed">The allowed mapped errors.</param>
    public static ChromaChoice Of(LossyRequantization halved, double allowed)
    {
        if (halved.IsSynthetic && Math.Max(halved.LostBlue.BlurredEdges, halved.LostRed.BlurredEdges) > MaxBlurredEdges) return default;

        double ratio = ((WeightOfBlue * halved.LostBlue.Unmasked) + halved.LostRed.Unmasked) / (EqualBytes * allowed);
        return new ChromaChoice(ratio <= 1, ratio is > 1 / Uncertainty and < Uncertainty);
    }
}
