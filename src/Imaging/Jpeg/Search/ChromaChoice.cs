using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Imaging.Jpeg.Search;

/// <summary>
/// Chooses between the source's resolution of chroma and 4:2:0, once for a picture and a target: scale and Lagrange multiplier are searched
/// at this resolution, so that no search jumps from one to the other.
/// </summary>
internal static class ChromaChoice
{
    /// <summary>
    /// The unmasked loss for allowed errors of 1 at which both need equally many bytes at equal SSIMULACRA2 and butteraugli (docs/engine.md).
    /// </summary>
    private const double EqualBytes = 0.015;

    /// <summary>The loss of Cb counts less than that of Cr.</summary>
    private const double WeightOfBlue = 0.7;

    /// <summary>The maximum share of blocks of a synthetic picture in which halving chroma may blur saturated edges.</summary>
    private const double MaxBlurredEdges = 0.002;

    /// <summary>Whether halving chroma needs fewer bytes than full resolution does, and does not blur thin colored lines.</summary>
    /// <param name="halved">The picture with halved chroma.</param>
    /// <param name="allowed">The allowed mapped errors.</param>
    public static bool IsHalvedBetter(LossyRequantization halved, double allowed)
    {
        double loss = (WeightOfBlue * halved.LostBlue.Unmasked) + halved.LostRed.Unmasked;
        return loss <= EqualBytes * Math.Sqrt(allowed) && !(halved.IsSynthetic && BlursEdges(halved));
    }

    private static bool BlursEdges(LossyRequantization halved) =>
        Math.Max(halved.LostBlue.BlurredEdges, halved.LostRed.BlurredEdges) > MaxBlurredEdges;
}
