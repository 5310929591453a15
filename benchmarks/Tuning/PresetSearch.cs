using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>
/// Coordinate descent: each parameter is multiplied and divided by a step, and the change is kept if it needs fewer bytes at equal quality:
/// the mean over the judges, by their weights. Chroma is halved.
/// </summary>
internal sealed class PresetSearch(TuningSet set, TextWriter output)
{
    /// <summary>A change must save this much, so that the search does not follow noise.</summary>
    private const double MinSaving = 0.0003;

    /// <summary>Runs the search and prints each change with its bytes relative to the start.</summary>
    /// <param name="start">The presets that bytes are compared with.</param>
    /// <param name="from">The presets that the search begins with.</param>
    /// <param name="parameters">What is changed.</param>
    /// <param name="rounds">The largest number of passes over all parameters.</param>
    /// <param name="step">The factor of the first round; its square root is that of the next.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public QuantizerPresets Run(
        QuantizerPresets start, QuantizerPresets from, IReadOnlyList<Parameter> parameters, int rounds, double step,
        CancellationToken cancellationToken)
    {
        ForEach((sample, _) => sample.Start(start, cancellationToken), cancellationToken);
        (QuantizerPresets best, double least) = (from, Print("start", from, 0, cancellationToken));
        for (int round = 1; round <= rounds; round++, step = Math.Sqrt(step))
        {
            double before = least;
            foreach (Parameter parameter in parameters)
            {
                foreach (float factor in (float[])[(float)step, (float)(1 / step)])
                {
                    QuantizerPresets candidate = parameter.Multiply(best, factor);
                    double change = Print($"{parameter.Name} × {factor:0.000}", candidate, least, cancellationToken);
                    if (change > least - MinSaving) continue;

                    (best, least) = (candidate, change);
                    break;
                }
            }

            output.WriteLine($"round {round}: {Math.Exp(least):0.0000}");
            PresetText.Write(best, output);
            if (least > before - MinSaving) break;
        }

        return best;
    }

    /// <summary>Measures presets, prints their bytes over those of the start, and returns the objective.</summary>
    private double Print(string name, QuantizerPresets presets, double least, CancellationToken cancellationToken)
    {
        double[][] changes = new double[set.Samples.Count][];
        ForEach((sample, i) => changes[i] = sample.Compare(presets, cancellationToken), cancellationToken);
        string[] groups = [.. set.Samples.Select(sample => sample.Group).Distinct()];
        double objective = groups.Average(group => Objective(MeanOf(group)));
        output.Write($"{name,-28} {Math.Exp(objective):0.0000}");
        foreach (string group in groups) output.Write($"  {group}: {string.Join(" / ", MeanOf(group).Select(mean => $"{Math.Exp(mean):0.000}"))}");
        output.WriteLine(objective <= least - MinSaving ? "  kept" : "");
        return objective;

        double[] MeanOf(string group) =>
        [
            .. Enumerable.Range(0, Judge.All.Count).Select(
                judge => changes.Where((_, i) => set.Samples[i].Group == group).Average(sample => sample[judge])),
        ];
    }

    private static double Objective(double[] means) =>
        means.Zip(Judge.All, (mean, judge) => mean * judge.Weight).Sum() / Judge.All.Sum(judge => judge.Weight);

    private void ForEach(Action<Sample, int> action, CancellationToken cancellationToken) => Parallel.For(
        0, set.Samples.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
        i => action(set.Samples[i], i));
}
