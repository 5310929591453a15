using System.Globalization;

namespace JpegReducer.Benchmarks.RateQuality.Metrics;

/// <summary>Butteraugli's 3-norm, of which less is better: negated.</summary>
internal sealed class Butteraugli(ExternalTool tool) : Metric
{
    private const string Label = "3-norm:";

    public override string Name => "butteraugli";

    public override IReadOnlyList<double> Levels => [-0.6, -0.8, -1.0, -1.3, -1.6];

    public override (double From, double To, double Step) Range => (-1.6, -0.6, 0.05);

    public override double Score(byte[] referenceJpeg, byte[] distortedJpeg) =>
        DecodedFiles.With(referenceJpeg, distortedJpeg, (reference, distorted) =>
        {
            string line = tool.Run(reference, distorted).Split('\n').First(line => line.StartsWith(Label, StringComparison.Ordinal));
            return -double.Parse(line[Label.Length..], CultureInfo.InvariantCulture);
        });
}
