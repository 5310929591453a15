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

    /// <summary>Those with a loss, by the encoder's other setting where its usual one has none.</summary>
    public IEnumerable<Measurement> LossyResults(Picture picture, Encoder encoder) =>
        Results(picture, encoder)
            .Select(result => result.IsLossless && encoder.WithLoss is { } other
                ? Store.Find(TryOf(picture, other, result.Try.Quality), Judges.Values) : result)
            .OfType<Measurement>().Where(result => !result.IsLossless);

    /// <summary>What is still to be measured on a picture. More may be, once this is known.</summary>
    public IEnumerable<(Encoder Encoder, int Quality)> Missing(Picture picture) =>
        Encoders.SelectMany(encoder => encoder.Qualities.SelectMany(quality => Missing(picture, encoder, quality)));

    public static Try TryOf(Picture picture, Encoder encoder, int quality) =>
        new(picture.Source.Hash, encoder.Name, encoder.Version, quality);

    private IEnumerable<(Encoder Encoder, int Quality)> Missing(Picture picture, Encoder encoder, int quality)
    {
        if (Store.Find(TryOf(picture, encoder, quality), Judges.Values) is not { } result) return [(encoder, quality)];
        return result.IsLossless && encoder.WithLoss is { } other ? Missing(picture, other, quality) : [];
    }
}
