using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>Writes what was measured as Markdown.</summary>
internal static class Report
{
    public static string Write(Comparison comparison, FileHalf half)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Bytes at equal {comparison.Metric.Name}, {DateTime.UtcNow:yyyy-MM-dd}");
        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. {Pictures(comparison, half)}");
        text.AppendLine();
        WriteLossy(text, comparison);
        if (comparison.Lossless.Count > 0)
        {
            text.AppendLine();
            WriteLossless(text, comparison);
        }

        return text.ToString();
    }

    private static void WriteLossy(StringBuilder text, Comparison comparison)
    {
        LossyResult baseline = comparison.Lossy[0];
        (double from, double to, double step) = comparison.Metric.Range;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Geometric mean over the pictures of bytes over those of {baseline.Encoder}; in brackets the pictures that both encoders "
                + $"reach the score on, where not all. BD: the mean over scores {from} to {to}. Processor time in user mode, decoding included.");
        text.AppendLine();
        text.AppendLine(Row(["encoder", .. comparison.Metric.Levels.Select(level => $"@{level}"), "BD", "CPU s/MP"]));
        text.AppendLine(Row(Enumerable.Repeat("---", comparison.Metric.Levels.Count + 3)));
        foreach (LossyResult result in comparison.Lossy)
        {
            text.AppendLine(Row(
            [
                result.Encoder,
                .. comparison.Metric.Levels.Select(
                    level => Ratio(Pairs(result, baseline).Select(pair => pair.Own.LogBytesAt(level) - pair.Baseline.LogBytesAt(level)))),
                Ratio(Pairs(result, baseline).Select(pair => pair.Own.MeanLogRatio(pair.Baseline, from, to, step))),
                $"{result.SecondsPerMegapixel:F3}",
            ]));
        }
    }

    private static void WriteLossless(StringBuilder text, Comparison comparison)
    {
        text.AppendLine("Without loss: bytes over the source's, which has optimised tables and no metadata where it was cropped.");
        text.AppendLine();
        text.AppendLine(Row(["encoder", "bytes", "CPU s/MP"]));
        text.AppendLine(Row(["---", "---", "---"]));
        foreach (LosslessResult result in comparison.Lossless)
            text.AppendLine(
                Row([result.Encoder, Ratio(result.Ratios.Select(ratio => (double?)Math.Log(ratio))), $"{result.SecondsPerMegapixel:F3}"]));
    }

    private static IEnumerable<(Curve Own, Curve Baseline)> Pairs(LossyResult result, LossyResult baseline) =>
        result.Curves.Zip(baseline.Curves);

    private static string Ratio(IEnumerable<double?> logRatios)
    {
        double?[] all = [.. logRatios];
        double[] known = [.. all.OfType<double>()];
        string mean = known.Length == 0 ? "–" : Math.Exp(known.Average()).ToString("F3", CultureInfo.InvariantCulture);
        return known.Length == all.Length ? mean : $"{mean} ({known.Length})";
    }

    private static string Pictures(Comparison comparison, FileHalf half)
    {
        IEnumerable<string> samplings = comparison.Sources.CountBy(source => source.Sampling).OrderByDescending(pair => pair.Value)
            .Select(pair => $"{pair.Value} of them {pair.Key}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Sources.Count} pictures ({half.ToString().ToLowerInvariant()} half; {string.Join(", ", samplings)}), "
                + $"{comparison.Sources.Sum(source => source.Megapixels):F1} MP.");
    }

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
