using System.Diagnostics;
using System.Globalization;
using JpegReducer.Imaging.Reduction;
using Xunit.Abstractions;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>The expected outcome of each of a set of unusual and damaged files, which are in the folder that JPEGREDUCER_CORPUS names.</summary>
public sealed class CorpusOutcomes(ITestOutputHelper output)
{
    private static readonly string[] Folders = ["odd", "broken"];

    private static IReadOnlyList<string> Table { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reduction", "corpus-outcomes.tsv")).Skip(1).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_row_of_the_table_has_a_file_and_a_valid_outcome()
    {
        IEnumerable<string> names =
        [
            "reduced\t",
            .. Enum.GetNames<KeptReason>().Select(reason => $"kept\t{reason}"),
            .. Enum.GetNames<FailureReason>().Except([nameof(FailureReason.EngineFault), nameof(FailureReason.TimedOut)])
                .Select(reason => $"failed\t{reason}"),
        ];

        Assert.NotEmpty(Table);
        Assert.All(Table, row => Assert.Contains(row[(row.IndexOf('\t', StringComparison.Ordinal) + 1)..], names));
        Assert.Equal(Table.Count, Table.DistinctBy(row => row.Split('\t')[0]).Count());
    }

    [Fact]
    public void Every_unusual_or_damaged_file_has_the_outcome_in_the_table()
    {
        if (Environment.GetEnvironmentVariable("JPEGREDUCER_CORPUS") is not { Length: > 0 } corpus) return;

        List<string> rows = [];
        List<(double Seconds, double Megapixels, string File)> times = [];
        foreach (string path in Folders.Select(folder => Path.Combine(corpus, folder)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            byte[] file = File.ReadAllBytes(path);
            string name = Path.GetRelativePath(corpus, path).Replace('\\', '/');
            long start = Stopwatch.GetTimestamp();
            ReductionOutcome outcome = Engine.Reduce(file);
            times.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, Megapixels(outcome.Source), name));
            rows.Add($"{name}\t{Name(outcome)}");
        }

        foreach ((double seconds, double megapixels, string file) in times.OrderByDescending(
            time => time.Seconds / Math.Max(1, time.Megapixels)).Take(5))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s, {megapixels:F2} megapixels: {file}"));

        Assert.Equal(Table, rows.Order(StringComparer.Ordinal));
    }

    private static string Name(ReductionOutcome outcome) => outcome switch
    {
        ReductionOutcome.Reduced => "reduced\t",
        ReductionOutcome.Kept kept => $"kept\t{kept.Reason}",
        ReductionOutcome.Failed failed => $"failed\t{failed.Reason}",
        _ => throw new InvalidOperationException($"{outcome} has no name."),
    };

    private static double Megapixels(ImageInfo? info) => info is { } known ? (double)known.Width * known.Height * known.Frames / 1e6 : 0;
}
