using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Metrics;

/// <summary>SSIMULACRA2 as this project measures it.</summary>
internal sealed class OwnSsimulacra2 : Metric
{
    private readonly ImageComparer _comparer = new(new ReductionLimits());

    public override string Name => "ssimulacra2";

    public override IReadOnlyList<double> Levels => [90, 85, 80, 70, 60];

    public override (double From, double To, double Step) Range => (60, 88, 1);

    public override double Score(byte[] referenceJpeg, byte[] distortedJpeg) =>
        _comparer.Compare(referenceJpeg, distortedJpeg, CancellationToken.None) is ComparisonOutcome.Scored scored
            ? scored.Score.Value
            : throw new InvalidOperationException("A result cannot be compared with its source.");
}
