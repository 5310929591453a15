using JpegReducer.Imaging.Fidelity;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>SSIMULACRA2 as this project measures it.</summary>
internal sealed class Ssimulacra2Metric : Metric
{
    public override IReadOnlyList<Judge> Judges { get; } = [Judge.Ssimulacra2];

    public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted) =>
        [Ssimulacra2.Measure(reference.AsRgb(), distorted.AsRgb())];
}
