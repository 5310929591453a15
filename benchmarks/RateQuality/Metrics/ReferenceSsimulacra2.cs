using System.Globalization;

namespace JpegReducer.Benchmarks.RateQuality.Metrics;

/// <summary>The reference tool of SSIMULACRA2.</summary>
internal sealed class ReferenceSsimulacra2(ExternalTool tool) : Metric
{
    public override string Name => "ssimulacra2-reference";

    public override IReadOnlyList<double> Levels => [90, 85, 80, 70, 60];

    public override (double From, double To, double Step) Range => (60, 88, 1);

    public override double Score(byte[] referenceJpeg, byte[] distortedJpeg) =>
        DecodedFiles.With(referenceJpeg, distortedJpeg, (reference, distorted) =>
            double.Parse(tool.Run(reference, distorted), CultureInfo.InvariantCulture));
}
