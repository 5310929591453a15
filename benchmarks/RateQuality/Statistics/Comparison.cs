using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Measuring;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.RateQuality.Statistics;

/// <summary>
/// Bytes over the baseline's at equal quality. The qualities are those at which the baseline itself has certain scores of SSIMULACRA2: for
/// each judge, its value of the baseline there is what the others have to reach. Results without loss are not on any curve: they have no
/// value that could be equal.
/// </summary>
internal sealed class Comparison
{
    private readonly Dictionary<(Picture, Encoder, Judge), Curve> _curves = [];
    private readonly Encoder _baseline;

    /// <param name="bench">What was measured.</param>
    public Comparison(Bench bench)
    {
        _baseline = bench.Encoders[0];
        foreach (Picture picture in bench.Pictures)
        {
            foreach (Encoder encoder in bench.Encoders)
            {
                Measurement[] results = [.. bench.LossyResults(picture, encoder)];
                foreach ((Judge judge, string key) in bench.Judges)
                {
                    _curves[(picture, encoder, judge)] = new Curve(
                        results.Select(result => (result.Bytes, result.Values[key])), judge.HigherIsBetter);
                }
            }
        }
    }

    /// <summary>SSIMULACRA2 scores of the baseline.</summary>
    public static IReadOnlyList<double> Levels { get; } = [85, 80, 70];

    public Curve CurveOf(Picture picture, Encoder encoder, Judge judge) => _curves[(picture, encoder, judge)];

    /// <summary>The logarithm of an encoder's bytes over the baseline's at each level; none where one of them does not reach it.</summary>
    public IReadOnlyList<double?> LogRatios(Picture picture, Encoder encoder, Judge judge) =>
        [.. Levels.Select(level => LogRatio(picture, encoder, judge, level))];

    /// <summary>The mean over the levels that both reach.</summary>
    public double? MeanLogRatio(Picture picture, Encoder encoder, Judge judge) => LogRatios(picture, encoder, judge).Average();

    /// <summary>The same over the smaller of the baseline's bytes and those of another encoder.</summary>
    public double? MeanLogRatioToBetter(Picture picture, Encoder encoder, Judge judge, Encoder other) =>
        LogRatios(picture, encoder, judge).Zip(LogRatios(picture, other, judge), (own, others) => own - Math.Min(others ?? 0, 0)).Average();

    private double? LogRatio(Picture picture, Encoder encoder, Judge judge, double level)
    {
        if (CurveOf(picture, _baseline, Judge.Ssimulacra2).LogBytesAt(level) is not { } baseline) return null;
        if (CurveOf(picture, _baseline, judge).ValueAt(baseline) is not { } value) return null;

        return CurveOf(picture, encoder, judge).LogBytesAt(value) - baseline;
    }
}
