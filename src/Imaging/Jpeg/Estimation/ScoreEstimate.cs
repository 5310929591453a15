using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Estimation;

/// <summary>
/// Estimates SSIMULACRA2 from the distortion of coefficients. The metric maps a sum of errors to its score; that sum is modelled
/// by the distortions of the components, with weights fitted to measured scores (docs/engine.md).
/// </summary>
internal static class ScoreEstimate
{
    /// <summary>The variance below which a luminance block masks nothing.</summary>
    public const float LumaThreshold = 160;

    /// <summary>The same for color differences.</summary>
    public const float ChromaThreshold = 10;

    // The exponent of the metric's score (Sneyers, SSIMULACRA 2.1).
    private const float Exponent = 0.6276336467831387f;

    /// <summary>The mapped errors of luminance.</summary>
    public static double OfLuma(Distortion luma) => (2108 * luma.Dc) + (16.77 * Math.Sqrt(luma.Low)) + (27.53 * luma.Peak);

    /// <summary>The mapped errors of color differences at 4:2:0.</summary>
    /// <param name="blue">Cb.</param>
    /// <param name="red">Cr.</param>
    public static double OfChroma(Distortion blue, Distortion red) =>
        (8.02 * Math.Sqrt(blue.Dc)) + (3.57 * Math.Sqrt(blue.Low))
        + (2.85 * Math.Sqrt(red.Dc)) + (3.08 * Math.Sqrt(red.Low)) + (0.69 * Math.Sqrt(red.Middle));

    /// <summary>The mapped errors caused by halving the resolution of chroma.</summary>
    /// <param name="blue">The variance of Cb that was removed.</param>
    /// <param name="red">The variance of Cr that was removed.</param>
    public static double OfLostChroma(double blue, double red) => (0.040 * blue) + (0.053 * red);

    /// <summary>The score that corresponds to a sum of mapped errors.</summary>
    public static double Score(double errors) => errors <= 0 ? 100 : 100 - (10 * PortableMath.Exp2(Exponent * PortableMath.Log2((float)errors)));

    /// <summary>The sum of mapped errors that a score allows.</summary>
    /// <param name="score">Below 100.</param>
    public static double Errors(double score) => PortableMath.Exp2(PortableMath.Log2((float)(100 - score) / 10) / Exponent);
}
