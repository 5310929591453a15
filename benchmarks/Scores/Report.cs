using System.Globalization;
using System.Text;

namespace JpegReducer.Benchmarks.Scores;

/// <summary>Writes the figures of each class as a table.</summary>
internal static class Report
{
    private const double Near = 3;

    public static string Write(IReadOnlyList<Row> rows, IReadOnlyList<Row> before)
    {
        Dictionary<(string, string), Row> earlier = before.ToDictionary(row => (row.Name, row.Options));
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, "
                + $"{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}");
        text.AppendLine();
        text.AppendLine(
            "Reported minus measured, over lossy results that are reported as estimated; measured ones are exact. Bytes: of what is "
                + "delivered, over the source's, geometric mean.");
        text.AppendLine();
        text.AppendLine(
            "| class | asked | files | lossy | reported as measured | p5 | p50 | p95 | farthest | farther than 3 | below promise | "
                + "worst below promise | farthest reported as measured | bytes | against before | CPU against before |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (IGrouping<(string Class, string Options), Row> group in rows.GroupBy(row => (row.Class, row.Options)).OrderBy(group => group.Key))
            text.AppendLine(Line(group.Key.Class, group.Key.Options, [.. group], earlier));
        foreach (IGrouping<string, Row> group in rows.GroupBy(row => row.Options)) text.AppendLine(Line("**all**", group.Key, [.. group], earlier));
        text.AppendLine();

        Row[] wrong = [.. rows.Where(row => Math.Abs(row.Error ?? 0) > Near || (row.IsLossy && row.Measured < row.Promise))];
        foreach (Row row in wrong.Take(60)) text.AppendLine($"- {row}");
        return text.ToString();
    }

    private static string Line(string name, string options, Row[] rows, Dictionary<(string, string), Row> earlier)
    {
        Row[] lossy = [.. rows.Where(row => row.IsLossy)];
        double[] errors = [.. lossy.Where(row => !row.IsMeasured).Select(row => row.Error!.Value).Order()];
        double measuredError = lossy.Where(row => row.IsMeasured).Select(row => Math.Abs(row.Error!.Value)).DefaultIfEmpty(0).Max();
        double[] below = [.. lossy.Where(row => row.Measured < row.Promise).Select(row => row.Promise - row.Measured!.Value)];
        (Row Now, Row Then)[] pairs =
            [.. rows.Where(row => earlier.ContainsKey((row.Name, row.Options))).Select(row => (row, earlier[(row.Name, row.Options)]))];
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {options} | {rows.Length} | {lossy.Length} | {lossy.Count(row => row.IsMeasured)} | {At(errors, 0.05):F1} | "
                + $"{At(errors, 0.5):F1} | {At(errors, 0.95):F1} | {errors.Select(error => Math.Abs(error)).DefaultIfEmpty(0).Max():F1} "
                + $"| {lossy.Count(row => Math.Abs(row.Error!.Value) > Near)} | {below.Length} | {below.DefaultIfEmpty(0).Max():F1} | "
                + $"{measuredError:F2} | {Mean(rows.Select(row => (double)row.After / row.Before)):F3} | "
                + $"{Mean(pairs.Select(pair => (double)pair.Now.After / pair.Then.After)):F3} | "
                + $"{pairs.Sum(pair => pair.Now.Cpu) / pairs.Sum(pair => pair.Then.Cpu):F2} |");
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Round(share * (sorted.Length - 1))];

    private static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Select(ratio => Math.Log(ratio)).DefaultIfEmpty(double.NaN).Average());
}
