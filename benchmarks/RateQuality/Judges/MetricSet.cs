using JpegReducer.Benchmarks.RateQuality.Tools;

namespace JpegReducer.Benchmarks.RateQuality.Judges;

/// <summary>The metrics that can run here.</summary>
internal static class MetricSet
{
    public static IReadOnlyList<Metric> All() =>
    [
        new Ssimulacra2Metric(),
        .. ExternalTool.Find("butteraugli_main") is { } butteraugli ? [new ButteraugliTool(butteraugli)] : (Metric[])[],
    ];
}
