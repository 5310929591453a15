using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;

namespace JpegReducer.Benchmarks.RateQuality.Statistics;

/// <summary>The mean bits per pixel of each encoder by a judge's value, over the same pictures for all encoders and values.</summary>
/// <param name="Judge">Whose values.</param>
/// <param name="Pictures">The number of pictures on which every encoder reaches every value of the range.</param>
/// <param name="Lines">A line for each encoder.</param>
internal sealed record MeanCurves(
    Judge Judge, int Pictures, IReadOnlyList<(string Encoder, IReadOnlyList<(double BitsPerPixel, double Value)> Points)> Lines)
{
    private const int Steps = 24;

    /// <summary>Pictures that begin or end elsewhere are left out, so that the range is not theirs: few, or as many as must be.</summary>
    private static readonly double[] OutlierShares = [0.15, 0.25, 0.35];

    /// <returns><see langword="null"/> if there is no range that most pictures share.</returns>
    public static MeanCurves? Of(Comparison comparison, IReadOnlyList<Picture> pictures, IReadOnlyList<Encoder> encoders, Judge judge)
    {
        int sign = judge.HigherIsBetter ? 1 : -1;
        List<(Picture Picture, double Low, double High)> ranges = [];
        foreach (Picture picture in pictures)
        {
            (double Worst, double Best)?[] each = [.. encoders.Select(encoder => comparison.CurveOf(picture, encoder, judge).Range)];
            if (each.Any(range => range is null)) continue;

            ranges.Add((picture, each.Max(range => sign * range!.Value.Worst), each.Min(range => sign * range!.Value.Best)));
        }

        if (ranges.Count == 0) return null;

        (double low, double high) = OutlierShares.Select(share => (int)(share * ranges.Count))
            .Select(outliers => (
                ranges.Select(range => range.Low).OrderDescending().ElementAt(outliers),
                ranges.Select(range => range.High).Order().ElementAt(outliers)))
            .FirstOrDefault(range => range.Item1 < range.Item2);
        Picture[] common = [.. ranges.Where(range => range.Low <= low && range.High >= high).Select(range => range.Picture)];
        if (low >= high || common.Length == 0) return null;

        double[] values = [.. Enumerable.Range(0, Steps + 1).Select(step => sign * (low + ((high - low) * step / Steps)))];
        return new MeanCurves(judge, common.Length, [.. encoders.Select(encoder => (encoder.Name, Line(encoder)))]);

        IReadOnlyList<(double, double)> Line(Encoder encoder) =>
        [
            .. values.Select(value => (Mean: common.Average(picture => BitsPerPixel(picture, encoder, value)), value))
                .Where(point => point.Mean is not null).Select(point => (point.Mean!.Value, point.value)),
        ];

        double? BitsPerPixel(Picture picture, Encoder encoder, double value) =>
            Math.Exp(comparison.CurveOf(picture, encoder, judge).LogBytesAt(value) ?? double.NaN) is var bytes && double.IsNaN(bytes)
                ? null : bytes * 8 / (picture.Source.Megapixels * 1e6);
    }
}
