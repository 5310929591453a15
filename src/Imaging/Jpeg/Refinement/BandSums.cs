using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// For each of a few bands of frequencies, how the metric's errors relate to the quantizer's distortion. Were the metric a sum
/// of squares with its minimum at the source, its derivatives times the errors would be twice that sum.
/// </summary>
internal sealed class BandSums
{
    public const int Count = 5;

    /// <summary>No band's relation is taken to be less than this share of that of all together.</summary>
    private const double Least = 0.2;

    private static readonly byte[] Bands = [.. Enumerable.Range(0, CoefficientPlane.BlockLength).Select(BandOf)];

    private readonly double[] _shares = new double[Count];
    private readonly double[] _energies = new double[Count];

    public bool IsEmpty => _energies.Sum() <= 0;

    /// <summary>The band of a place in zigzag order.</summary>
    public static int Of(int k) => Bands[k];

    /// <summary>Adds a coefficient.</summary>
    /// <param name="k">Its place in zigzag order.</param>
    /// <param name="share">The metric's derivative by it times its error.</param>
    /// <param name="energy">What the quantizer takes that error for.</param>
    public void Add(int k, float share, float energy)
    {
        _shares[Bands[k]] += share;
        _energies[Bands[k]] += energy;
    }

    /// <summary>For each band what a derivative has to be multiplied by to become a way in steps; zeros where nothing is known.</summary>
    public void Factors(Span<float> factors)
    {
        double all = _energies.Sum() > 0 ? _shares.Sum() / _energies.Sum() : 0;
        for (int band = 0; band < Count; band++)
        {
            double own = _energies[band] > 0 ? _shares[band] / _energies[band] : 0;
            double relation = Math.Max(own, Least * all);
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
