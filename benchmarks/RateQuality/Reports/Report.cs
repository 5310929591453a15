using System.Globalization;
using System.Text;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Measuring;
using JpegReducer.Benchmarks.RateQuality.Statistics;

namespace JpegReducer.Benchmarks.RateQuality.Reports;

/// <summary>Everything that was measured, as Markdown and plots.</summary>
/// <param name="Markdown">The text, which refers to the plots.</param>
/// <param name="Plots">SVG files by name.</param>
internal sealed record Report(string Markdown, IReadOnlyDictionary<string, string> Plots)
{
    /// <param name="bench">What was measured.</param>
    /// <param name="options">Which pictures.</param>
    /// <param name="plotFolder">The folder of the plots, relative to the text.</param>
    public static Report Create(Bench bench, CorpusOptions options, string plotFolder)
    {
        Comparison comparison = new(bench);
        Dictionary<string, string> plots = [];
        (string Name, IReadOnlyList<Picture> Pictures, CorpusReport Report)[] corpora =
        [
            .. bench.Pictures.GroupBy(picture => picture.Corpus)
                .Select(corpus => (corpus.Key, (IReadOnlyList<Picture>)[.. corpus], new CorpusReport(bench, comparison, [.. corpus]))),
        ];
        StringBuilder text = new();
        WriteConditions(text, bench, options);
        text.AppendTable(
            ["corpus", "judge", .. bench.Encoders.Skip(1).Select(encoder => encoder.Name)],
            from corpus in corpora
            from judge in bench.Judges.Keys
            select (IReadOnlyList<string>)[
                corpus.Name, judge.Name, .. bench.Encoders.Skip(1).Select(encoder => corpus.Report.Mean(judge, encoder))]);
        foreach ((string name, IReadOnlyList<Picture> pictures, CorpusReport report) in corpora)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {name}").AppendLine().AppendLine(Describe(pictures)).AppendLine();
            report.Write(text);
            foreach (Judge judge in bench.Judges.Keys)
            {
                if (MeanCurves.Of(comparison, pictures, bench.Encoders, judge) is not { } curves) continue;

                string file = $"{name}-{judge.Name}.svg".ToLowerInvariant().Replace(' ', '-');
                plots[file] = SvgPlot.Draw(name, curves);
                text.AppendLine(CultureInfo.InvariantCulture, $"![{name}, {judge.Name}]({plotFolder}/{file})");
            }

            text.AppendLine();
        }

        return new Report(text.ToString().TrimEnd() + "\n", plots);
    }

    private static void WriteConditions(StringBuilder text, Bench bench, CorpusOptions options)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"# Bytes at equal quality by several judges, {DateTime.UtcNow:yyyy-MM-dd}");
        text.AppendLine();
        string limit = options.MaxFiles == int.MaxValue ? "" : $"; at most {options.MaxFiles} of each corpus";
        text.AppendLine($"{Machine.Describe()}. {options.Half} half{limit}.");
        text.AppendLine($"Encoders: {string.Join(", ", bench.Encoders.Select(encoder => $"{encoder.Name} ({encoder.Version})"))}.");
        if (!bench.Encoders.Any(encoder => encoder is JpegliEncoder)) text.AppendLine("jpegli did not take part.");
        if (bench.Pictures.Any(picture => bench.Missing(picture).Any()))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{bench.Pictures.Sum(picture => bench.Missing(picture).Count())} encodings have no result.");
        text.AppendLine().AppendLine(
            """
            Bytes over those of mozjpeg at 4:2:0. At the qualities at which mozjpeg itself has SSIMULACRA2 scores of 85, 80 and 70, each
            judge's value of mozjpeg's result is what the other encoder has to reach. In brackets: the number of pictures on which both reach
            the level with a loss, if not all; mozjpeg may not, because of its halved chroma. Where our engine reduces without loss, because a
            source was strongly compressed before, its results at measured targets are compared instead. A picture's own ratio, of which the
            distribution is shown, is the geometric mean over the levels. First the means over all pictures and levels:
            """).AppendLine();
    }

    private static string Describe(IReadOnlyList<Picture> pictures)
    {
        IEnumerable<string> classes = pictures.CountBy(picture => picture.Source.Class).OrderByDescending(kind => kind.Value)
            .Select(kind => $"{kind.Value} {kind.Key}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{pictures.Count} pictures ({string.Join(", ", classes)}), {pictures.Sum(picture => picture.Source.Megapixels):F1} MP.");
    }
}
