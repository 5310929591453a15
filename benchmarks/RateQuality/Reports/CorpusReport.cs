using System.Globalization;
using System.Text;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Measuring;
using JpegReducer.Benchmarks.RateQuality.Statistics;
using JpegReducer.Benchmarks.RateQuality.Store;
using Encoder = JpegReducer.Benchmarks.RateQuality.Encoders.Encoder;

namespace JpegReducer.Benchmarks.RateQuality.Reports;

/// <summary>The tables of one corpus.</summary>
internal sealed class CorpusReport(Bench bench, Comparison comparison, IReadOnlyList<Picture> pictures)
{
    private readonly Encoder[] _compared = [.. bench.Encoders.Skip(1)];
    private readonly Encoder? _jpegli = bench.Encoders.FirstOrDefault(encoder => encoder is JpegliEncoder);

    public void Write(StringBuilder text)
    {
        text.AppendLine("Geometric mean where mozjpeg scores 85 / 80 / 70:").AppendLine();
        text.AppendTable(["judge", .. _compared.Select(encoder => encoder.Name)], bench.Judges.Keys.Select(LevelsRow));
        text.AppendLine("Distribution over the pictures:").AppendLine();
        text.AppendTable(
            ["judge", "encoder", "pictures", "mean", "median", "p95", "worst", "larger than mozjpeg", "larger than the better of mozjpeg and jpegli"],
            from judge in bench.Judges.Keys from encoder in _compared select DistributionRow(judge, encoder));
        if (pictures.Select(picture => picture.Source.Class).Distinct().Count() > 1) WriteClasses(text);
        text.AppendLine("Steps of the quality scale in the wrong direction, of all steps; processor time:").AppendLine();
        text.AppendTable(
            ["encoder", "bytes", .. bench.Judges.Keys.Select(judge => judge.Name), "without loss", "CPU s/MP, median"],
            bench.Encoders.Select(ScaleRow));
    }

    /// <summary>The mean over pictures and levels.</summary>
    public string Mean(Judge judge, Encoder encoder) => Ratio(Means(pictures, judge, encoder).Select(picture => picture.LogRatio));

    private void WriteClasses(StringBuilder text)
    {
        text.AppendLine("Mean and, in brackets, the worst picture of each class:").AppendLine();
        text.AppendTable(
            ["class", "pictures", "judge", .. _compared.Select(encoder => encoder.Name)],
            from kind in pictures.GroupBy(picture => picture.Source.Class).OrderBy(kind => kind.Key, StringComparer.Ordinal)
            from judge in bench.Judges.Keys
            select (IReadOnlyList<string>)[
                kind.Key, $"{kind.Count()}", judge.Name,
                .. _compared.Select(encoder => Distribution.Of(Means(kind, judge, encoder)) is { } found
                    ? $"{Number(found.Mean)} ({Number(found.Worst)})" : "–")]);
    }

    private IReadOnlyList<string> LevelsRow(Judge judge) =>
    [
        judge.Name,
        .. _compared.Select(encoder =>
        {
            IReadOnlyList<double?>[] all = [.. pictures.Select(picture => comparison.LogRatios(picture, encoder, judge))];
            return string.Join(" / ", Enumerable.Range(0, Comparison.Levels.Count).Select(level => Level(all, level)));
        }),
    ];

    private string Level(IReadOnlyList<double?>[] all, int level)
    {
        double[] known = [.. all.Select(ratios => ratios[level]).OfType<double>()];
        return known.Length == pictures.Count ? Ratio(known) : $"{Ratio(known)} ({known.Length})";
    }

    private IReadOnlyList<string> DistributionRow(Judge judge, Encoder encoder)
    {
        if (Distribution.Of(Means(pictures, judge, encoder)) is not { } found)
            return [judge.Name, encoder.Name, "0", .. Enumerable.Repeat("–", 6)];

        string better = _jpegli is null || encoder == _jpegli ? "–" : Share(Distribution.LargerShareOf(pictures
            .Select(picture => comparison.MeanLogRatioToBetter(picture, encoder, judge, _jpegli)).OfType<double>()));
        return
        [
            judge.Name, encoder.Name, $"{found.Count}", Number(found.Mean), Number(found.Median), Number(found.NinetyFifth),
            $"{Number(found.Worst)} {found.WorstName}", Share(found.LargerShare), better,
        ];
    }

    private IReadOnlyList<string> ScaleRow(Encoder encoder)
    {
        Measurement[][] results = [.. pictures.Select(picture => bench.Results(picture, encoder).ToArray())];
        double[] times =
        [
            .. pictures.SelectMany(
                picture => bench.Results(picture, encoder).Select(result => result.Seconds / picture.Source.Megapixels)).Order(),
        ];
        return
        [
            encoder.Name,
            Wrong(results.Select(Monotony.OfBytes)),
            .. bench.Judges.Select(judge => Wrong(results.Select(each => Monotony.OfValues(each, judge.Value, judge.Key)))),
            $"{results.Sum(each => each.Count(result => result.IsLossless))}",
            times.Length == 0 ? "–" : Number(times[times.Length / 2]),
        ];
    }

    private IEnumerable<(string Name, double LogRatio)> Means(IEnumerable<Picture> some, Judge judge, Encoder encoder) =>
        some.Select(picture => (picture.Name, Ratio: comparison.MeanLogRatio(picture, encoder, judge)))
            .Where(picture => picture.Ratio is not null)
            .Select(picture => (picture.Name, picture.Ratio!.Value));

    private static string Wrong(IEnumerable<Monotony> steps)
    {
        Monotony sum = steps.Aggregate(default(Monotony), (left, right) => left + right);
        return $"{sum.Violations} of {sum.Steps}";
    }

    private static string Ratio(IEnumerable<double> logRatios)
    {
        double[] all = [.. logRatios];
        return all.Length == 0 ? "–" : Number(Math.Exp(all.Average()));
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %");

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
