namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>The metrics of this project.</summary>
internal static class MetricSet
{
    public static IReadOnlyList<Metric> All() =>
        [new Ssimulacra2Metric(), new ButteraugliMetric(), new PsnrHvsMMetric(), new PsnrYMetric()];
}
