using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Metrics;

namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>All that was measured.</summary>
/// <param name="Metric">By what quality was measured.</param>
/// <param name="Sources">The pictures.</param>
/// <param name="Lossy">A curve for each picture, in their order, and the time taken, by encoder.</param>
/// <param name="Lossless">Bytes over the source's for each picture, and the time taken, by encoder.</param>
internal sealed record Comparison(
    Metric Metric, IReadOnlyList<SourcePicture> Sources, IReadOnlyList<LossyResult> Lossy, IReadOnlyList<LosslessResult> Lossless)
{
    /// <summary>Runs every encoder on every picture, one after the other.</summary>
    public static Comparison Run(
        IReadOnlyList<SourcePicture> sources, IReadOnlyList<Encoder> encoders, IReadOnlyList<LosslessEncoder> losslessEncoders, Metric metric)
    {
        NetVips.NetVips.Concurrency = 1;
        List<LossyResult> lossy = [.. encoders.Select(encoder => Sweep(encoder, sources, metric))];
        List<LosslessResult> lossless = [.. losslessEncoders.Select(encoder => Repack(encoder, sources))];
        return new Comparison(metric, sources, lossy, lossless);
    }

    private static LossyResult Sweep(Encoder encoder, IReadOnlyList<SourcePicture> sources, Metric metric)
    {
        Console.Error.WriteLine(encoder.Name);
        // Once through unmeasured, so that libraries are loaded and code is compiled as for a long run.
        foreach (SourcePicture source in sources) encoder.Encode(source, encoder.Qualities[^1]);

        TimeSpan spent = TimeSpan.Zero;
        double megapixels = 0;
        List<Curve> curves = [];
        foreach (SourcePicture source in sources)
        {
            List<(double Score, int Bytes)> points = [];
            foreach (int quality in encoder.Qualities)
            {
                TimeSpan before = CpuClock.UserTime;
                byte[]? result = encoder.Encode(source, quality);
                spent += CpuClock.UserTime - before;
                megapixels += source.Megapixels;
                if (result is not null) points.Add((metric.Score(source.File, result), result.Length));
            }

            curves.Add(new Curve(points));
        }

        return new LossyResult(encoder.Name, curves, spent.TotalSeconds / megapixels);
    }

    private static LosslessResult Repack(LosslessEncoder encoder, IReadOnlyList<SourcePicture> sources)
    {
        Console.Error.WriteLine(encoder.Name);
        foreach (SourcePicture source in sources) encoder.Encode(source);

        TimeSpan before = CpuClock.UserTime;
        List<double> ratios = [.. sources.Select(source => encoder.Encode(source).Length / (double)source.File.Length)];
        return new LosslessResult(encoder.Name, ratios, (CpuClock.UserTime - before).TotalSeconds / sources.Sum(source => source.Megapixels));
    }
}

/// <summary>What an encoder with a quality scale did.</summary>
internal sealed record LossyResult(string Encoder, IReadOnlyList<Curve> Curves, double SecondsPerMegapixel);

/// <summary>What an encoder without loss did.</summary>
internal sealed record LosslessResult(string Encoder, IReadOnlyList<double> Ratios, double SecondsPerMegapixel);
