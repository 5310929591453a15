using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>
/// The three errors of the metric, each added to the sums of its column as itself and as its fourth power.
/// Sums are kept per column so that the order of additions does not depend on the vector width.
/// </summary>
internal static class ErrorMaps
{
    /// <summary>Stabilizes the quotient of structure in flat areas (SSIM's C₂).</summary>
    public const float StabilizingConstant = 0.0009f;

    /// <summary>
    /// Structure: 1 − (1 − (µ₁−µ₂)²)·(2σ₁₂ + C₂)/(σ₁² + σ₂² + C₂): SSIM without the denominator of its luminance
    /// term, which would weight dark areas twice, as XYB is already perceptually uniform.
    /// </summary>
    /// <param name="mean1">The blurred reference, µ₁.</param>
    /// <param name="mean2">The blurred distorted picture, µ₂.</param>
    /// <param name="square1">The blurred square of the reference: σ₁² + µ₁².</param>
    /// <param name="square2">The blurred square of the distorted picture: σ₂² + µ₂².</param>
    /// <param name="product">The blur of their product: σ₁₂ + µ₁µ₂.</param>
    /// <param name="sums">Receives the error.</param>
    /// <param name="fourthPowers">Receives its fourth power.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddStructure<TLanes>(
        ReadOnlySpan<float> mean1, ReadOnlySpan<float> mean2, ReadOnlySpan<float> square1, ReadOnlySpan<float> square2,
        ReadOnlySpan<float> product, Span<float> sums, Span<float> fourthPowers)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes one = TLanes.Fill(1f);
        TLanes two = TLanes.Fill(2f);
        TLanes c2 = TLanes.Fill(StabilizingConstant);

        for (int x = 0; x < sums.Length; x += TLanes.Count)
        {
            TLanes m1 = TLanes.Load(mean1, x);
            TLanes m2 = TLanes.Load(mean2, x);
            TLanes covariance = TLanes.Load(product, x) - (m1 * m2);
            TLanes variances = (TLanes.Load(square1, x) - (m1 * m1)) + (TLanes.Load(square2, x) - (m2 * m2));
            TLanes luminance = one - ((m1 - m2) * (m1 - m2));
            TLanes likeness = luminance * ((two * covariance) + c2) / (variances + c2);
            Add(one - likeness, sums, fourthPowers, x);
        }
    }

    /// <summary>
    /// Edges, the difference of a pixel from its blurred surroundings: stronger edges in the distorted picture are artifacts
    /// (ringing, blocking, banding), weaker edges are lost detail. Relative to 1 + the reference's edge.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEdges<TLanes>(
        ReadOnlySpan<float> picture1, ReadOnlySpan<float> mean1, ReadOnlySpan<float> picture2, ReadOnlySpan<float> mean2,
        Span<float> artifactSums, Span<float> artifactFourthPowers, Span<float> lossSums, Span<float> lossFourthPowers)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes zero = TLanes.Fill(0f);
        TLanes one = TLanes.Fill(1f);

        for (int x = 0; x < artifactSums.Length; x += TLanes.Count)
        {
            TLanes edge1 = TLanes.Abs(TLanes.Load(picture1, x) - TLanes.Load(mean1, x));
            TLanes edge2 = TLanes.Abs(TLanes.Load(picture2, x) - TLanes.Load(mean2, x));
            TLanes gain = (edge2 - edge1) / (one + edge1);
            Add(gain, artifactSums, artifactFourthPowers, x);
            Add(zero - gain, lossSums, lossFourthPowers, x);
        }
    }

    private static void Add<TLanes>(TLanes error, Span<float> sums, Span<float> fourthPowers, int x)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        TLanes positive = TLanes.Max(error, TLanes.Fill(0f));
        TLanes square = positive * positive;
        (TLanes.Load(sums, x) + positive).Store(sums, x);
        (TLanes.Load(fourthPowers, x) + (square * square)).Store(fourthPowers, x);
    }
}
