using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// The curvature of the metric in a few bands of frequencies, relative to the quantizer's distortion. If the metric were a sum of
/// squares with its minimum at the source, its derivatives times the errors would be twice that sum.
/// </summary>
internal sealed class BandSums
{
    public const int Count = 5;

    /// <summary>The minimum curvature of a band, as a share of the curvature of all bands together.</summary>
    private const double MinShare = 0.2;

    private static readonly byte[] Bands = [.. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(BandOf)];

    private readonly double[] _gradientSums = new double[Count];
    private readonly double[] _energies = new double[Count];

    public bool IsEmpty => _energies.Sum() <= 0;

    /// <summary>The band of a position in zigzag order.</summary>
    public static int Of(int k) => Bands[k];

    /// <summary>Adds a coefficient.</summary>
    /// <param name="k">Its position in zigzag order.</param>
    /// <param name="share">The derivative of the metric with respect to it, multiplied by its error.</param>
    /// <param name="energy">The weighted squared error in the quantizer's distortion.</param>
    public void Add(int k, float share, float energy)
    {
        _gradientSums[Bands[k]] += share;
        _energies[Bands[k]] += energy;
    }

    /// <summary>For each band the factor that converts a derivative to a distance in steps; zeros if nothing has been added.</summary>
    public void Factors(Span<float> factors)
    {
        double all = _energies.Sum() > 0 ? _gradientSums.Sum() / _energies.Sum() : 0;
        for (int band = 0; band < Count; band++)
        {
            double own = _energies[band] > 0 ? _gradientSums[band] / _energies[band] : 0;
            double relation = Math.Max(own, MinShare * all);
            factors[band] = relation > 0 ? (float)(1 / relation) : 0;
        }
    }

    private static byte BandOf(int k) => ((ZigZag.ToNatural[k] & 7) + (ZigZag.ToNatural[k] >> 3)) switch
    {
        0 => 0,
        1 => 1,
        <= 3 => 2,
        <= 6 => 3,
        _ => 4,
    };
}
