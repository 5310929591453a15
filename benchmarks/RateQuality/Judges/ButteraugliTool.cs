using System.Globalization;
using JpegReducer.Benchmarks.RateQuality.Tools;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>The reference tool of butteraugli, from libjxl.</summary>
internal sealed class ButteraugliTool(ExternalTool tool) : Metric
{
    private const string NormLabel = "3-norm:";

    public override IReadOnlyList<Judge> Judges { get; } = [Judge.Butteraugli3Norm, Judge.ButteraugliMax];

    public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rate-quality-");
        try
        {
            string first = Path.Combine(folder.FullName, "reference.png"), second = Path.Combine(folder.FullName, "distorted.png");
            reference.WritePng(first);
            distorted.WritePng(second);

            // The first line is the max norm, another the 3-norm.
            string[] lines = tool.Run(first, second).Split('\n');
            return [Number(lines.First(line => line.StartsWith(NormLabel, StringComparison.Ordinal))[NormLabel.Length..]), Number(lines[0])];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
