using System.Globalization;
using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.Scores;

/// <summary>Reduces samples, and measures what came of it.</summary>
internal sealed class Measurement(int rounds)
{
    private const double Tolerance = 2;

    private readonly Reducer _reducer = new(new ReductionLimits());
    private readonly ImageComparer _comparer = new(new ReductionLimits());

    public Row Take(Sample sample, string words)
    {
        byte[] source = sample.Read();
        ReductionOptions options = Parse(words);
        double promise = (options.Quality ?? (options.Mode == ReductionMode.Glossy ? 88 : 78)) - Tolerance;
        double cpu = double.MaxValue;
        ReductionOutcome? outcome = null;
        for (int i = 0; i < rounds; i++)
        {
            TimeSpan before = Environment.CpuUsage.UserTime;
            outcome = _reducer.Reduce(source, options, CancellationToken.None);
            cpu = Math.Min(cpu, (Environment.CpuUsage.UserTime - before).TotalMilliseconds);
        }

        Row row = new(sample.Class, sample.Name, words, promise, "", source.Length, source.Length, null, false, null, cpu);
        return outcome switch
        {
            ReductionOutcome.Reduced reduced => row with
            {
                Outcome = "reduced",
                After = reduced.Bytes.Length,
                Reported = reduced.Score?.Value,
                IsMeasured = reduced.Score?.Measured ?? false,
                Measured = _comparer.Compare(source, reduced.Bytes, CancellationToken.None) is ComparisonOutcome.Scored scored
                    ? scored.Score.Value : null,
            },
            ReductionOutcome.Kept kept => row with { Outcome = kept.Reason.ToString() },
            ReductionOutcome.Failed failed => row with { Outcome = failed.Reason.ToString() },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static ReductionOptions Parse(string words)
    {
        string[] parts = words.Split('/');
        Effort effort = parts is [_, var name] ? Enum.Parse<Effort>(name, ignoreCase: true) : Effort.Normal;
        return int.TryParse(parts[0], CultureInfo.InvariantCulture, out int quality)
            ? new ReductionOptions { Quality = quality, Effort = effort }
            : new ReductionOptions { Mode = Enum.Parse<ReductionMode>(parts[0], ignoreCase: true), Effort = effort };
    }
}
