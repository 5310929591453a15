using JpegReducer.Imaging.Fidelity;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>One measure of quality, oriented so that more is better.</summary>
/// <param name="Name">The name in the output.</param>
/// <param name="Weight">Its part in the objective of the search; with 0 it is only reported.</param>
internal sealed record Judge(string Name, double Weight)
{
    /// <summary>The judges, in the order of the values of <see cref="Measure"/>.</summary>
    public static IReadOnlyList<Judge> All { get; } =
    [
        new("SSIMULACRA2", 1.3), new("butteraugli 3-norm", 1), new("butteraugli max", 0), new("PSNR-HVS-M", 0.2),
    ];

    /// <summary>The values of a result under all judges.</summary>
    public static double[] Measure(
        DecodedPicture reference, ButteraugliReference prepared, DecodedPicture result, CancellationToken cancellationToken)
    {
        ButteraugliDistance distance = prepared.Compare(result.AsRgb(), cancellationToken);
        return [Ssimulacra2.Measure(reference.AsRgb(), result.AsRgb()), -distance.ThreeNorm, -distance.MaxNorm,
            PsnrHvsM.Measure(reference.AsRgb(), result.AsRgb(), cancellationToken)];
    }
}
