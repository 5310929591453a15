using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Measuring;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Jpeg.Writing;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>
/// Coordinate descent: each parameter is multiplied and divided by a step, and the change is kept where it needs fewer bytes at equal
/// SSIMULACRA 2. Chroma is halved.
/// </summary>
internal sealed class PresetSearch(TuningSet set, double[] scores, double step, TextWriter output)
{
    private const int Bisections = 6;
    private const float MinLogarithm = -1, MaxLogarithm = 4;

    /// <summary>Runs the search and prints each change with its bytes relative to the start.</summary>
    public void Run(int rounds, CancellationToken cancellationToken)
    {
        QuantizerPresets best = QuantizerPresets.Default;
        double[] start = Logarithms(best, cancellationToken);
        for (int i = 0; i < set.Names.Count; i++) output.WriteLine($"{set.Names[i]}: {Math.Exp(start[i]):0} bytes (geometric mean over scores)");
        output.WriteLine($"{"start",-20} 1.0000");

        double least = 0;
        for (int round = 1; round <= rounds; round++)
        {
            double before = least;
            foreach (Parameter parameter in Parameter.All)
            {
                foreach (float factor in (float[])[(float)step, (float)(1 / step)])
                {
                    QuantizerPresets candidate = parameter.Multiply(best, factor);
                    double change = Logarithms(candidate, cancellationToken).Zip(start, (now, then) => now - then).Average();
                    bool isKept = change < least;
                    output.WriteLine($"{parameter.Name,-20} × {factor:0.000}  {Math.Exp(change):0.0000}{(isKept ? "  kept" : "")}");
                    if (!isKept) continue;

                    (best, least) = (candidate, change);
                    break;
                }
            }

            output.WriteLine($"round {round}: {Math.Exp(least):0.0000} of the bytes of the start");
            if (least == before) break;
        }

        Print("fine", best.Fine);
        Print("coarse", best.Coarse);
        output.WriteLine($"masking: {best.Masking}");
    }

    // The mean logarithm of the bytes of each file at the scores.
    private double[] Logarithms(QuantizerPresets presets, CancellationToken cancellationToken)
    {
        double[] logarithms = new double[set.Sources.Count];
        Parallel.For(0, logarithms.Length, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, i =>
        {
            using LossyRequantization requantization = new(set.Sources[i], ChromaHalving.To420(set.Sources[i].Frame), presets);
            logarithms[i] = scores.Average(score => LogarithmAt(requantization, score, cancellationToken));
        });
        return logarithms;
    }

    // Bisection over the scale, then interpolation between the two files around the score.
    private static double LogarithmAt(LossyRequantization requantization, double score, CancellationToken cancellationToken)
    {
        (double Score, double Bytes)? better = null, worse = null;
        float low = MinLogarithm, high = MaxLogarithm;
        for (int i = 0; i < Bisections; i++)
        {
            float middle = (low + high) / 2;
            using JpegImage image = requantization.Apply(MathF.Exp(middle * MathF.Log(2)), 1, out _, cancellationToken);
            (double Score, double Bytes) point = (
                PictureComparison.Measure(requantization.Source, image, cancellationToken), Math.Log(
                    JpegWriter.Write(image, sequential: false, cancellationToken).Length));
            if (point.Score >= score) (better, low) = (point, middle);
            else (worse, high) = (point, middle);
        }

        if (better is not var (highScore, highBytes) || worse is not var (lowScore, lowBytes)) return (better ?? worse)!.Value.Bytes;
        return lowBytes + ((highBytes - lowBytes) * (score - lowScore) / (highScore - lowScore));
    }

    private void Print(string name, QuantizerPreset preset)
    {
        foreach ((string component, TableShape shape) in (ReadOnlySpan<(string, TableShape)>)[("Y", preset.Luma), ("Cb", preset.BlueChroma),
            ("Cr", preset.RedChroma)])
            output.WriteLine($"{name} {component}: {string.Join(", ", shape.Nodes.Select(node => node.ToString("0.###")))}");
        output.WriteLine($"{name} lambda: {preset.Lambda:0.####}, DC {preset.DcLambda:0.####}");
    }
}
