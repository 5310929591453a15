using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.RateQuality.Statistics;

/// <summary>Steps of the quality scale in the wrong direction.</summary>
/// <param name="Steps">Pairs of adjacent qualities with a result each.</param>
/// <param name="Violations">How many of them are in the wrong direction.</param>
internal readonly record struct Monotony(int Steps, int Violations)
{
    public static Monotony operator +(Monotony left, Monotony right) =>
        new(left.Steps + right.Steps, left.Violations + right.Violations);

    /// <summary>Whether fewer bytes are needed at a higher quality.</summary>
    public static Monotony OfBytes(IEnumerable<Measurement> results) => Of(results.Select(result => (double)result.Bytes));

    /// <summary>Whether a judge sees a worse picture at a higher quality.</summary>
    public static Monotony OfValues(IEnumerable<Measurement> results, string key, Judge judge) =>
        Of(results.Select(result => judge.HigherIsBetter ? result.Values[key] : -result.Values[key]));

    private static Monotony Of(IEnumerable<double> increasing)
    {
        double[] all = [.. increasing];
        return new Monotony(Math.Max(all.Length - 1, 0), all.Zip(all.Skip(1)).Count(step => step.Second < step.First));
    }
}
