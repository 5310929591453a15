using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>The weights of differences of one band before <see cref="LineFilters"/>.</summary>
/// <param name="Band">The band.</param>
/// <param name="Dense">Whether lines are sampled at every pixel.</param>
/// <param name="Norm">The magnitude at which a difference counts half.</param>
/// <param name="Symmetric">The weight of a difference.</param>
/// <param name="OneSided">The additional weight of what is lost or added.</param>
internal readonly record struct LineWeight(Band Band, bool Dense, float Norm, float Symmetric, float OneSided)
{
    private const double Length = 3.75;

    /// <summary>The bands that are compared along lines.</summary>
    public static readonly LineWeight[] All =
    [
        Sampled(Band.HighestY, dense: true, weight: 1.10039032555, norm: 71.7800275169),
        Sampled(Band.HighestX, dense: true, weight: 173.5, norm: 5),
        Sampled(Band.HighY, dense: false, weight: 18.7237414387, norm: 4498534.45232),
        Sampled(Band.HighX, dense: false, weight: 6923.99476109, norm: 8051.15833247),
        Sampled(Band.MediumY, dense: false, weight: 37.0819870399, norm: 130262059.556),
        Sampled(Band.MediumX, dense: false, weight: 8246.75321353, norm: 1009002.70582),
    ];

    private static LineWeight Sampled(Band band, bool dense, double weight, double norm)
    {
        double scale = (dense ? 0.39905817637 : 0.611612573796) / ((2 * Length) + 1);
        double symmetric = scale * Math.Sqrt(0.5 * weight), oneSided = scale * Math.Sqrt(0.33 * weight);
        return new LineWeight(band, dense, (float)norm, (float)symmetric, (float)oneSided);
    }
}
