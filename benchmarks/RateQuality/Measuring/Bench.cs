using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.RateQuality.Measuring;

/// <summary>What is compared: every picture by every encoder at every quality, under all judges.</summary>
internal sealed record Bench(
    IReadOnlyList<Picture> Pictures, IReadOnlyList<Encoder> Encoders, IReadOnlyList<Metric> Metrics, ResultStore Store)
{
    /// <summary>The judges and the keys of their stored values.</summary>
    public IReadOnlyDictionary<Judge, string> Judges { get; } =
        Metrics.SelectMany(metric => metric.Judges.Select(judge => (judge, metric.KeyOf(judge)))).ToDictionary();

    /// <summary>The results of an encoder for a picture that are known, by increasing quality.</summary>
    public IEnumerable<Measurement> Results(Picture picture, Encoder encoder) =>
        encoder.Qualities.Select(quality => Store.Find(TryOf(picture, encoder, quality), Judges.Values)).OfType<Measurement>();

    /// <summary>What is still to be measured on a picture.</summary>
    public IEnumerable<(Encoder Encoder, int Quality)> Missing(Picture picture) =>
        from encoder in Encoders
        from quality in encoder.Qualities
        where Store.Find(TryOf(picture, encoder, quality), Judges.Values) is null
        select (encoder, quality);

    public static Try TryOf(Picture picture, Encoder encoder, int quality) =>
        new(picture.Source.Hash, encoder.Name, encoder.Version, quality);
}
