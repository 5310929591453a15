using System.Diagnostics.Metrics;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>The metrics of the worker.</summary>
internal sealed class WorkerInstruments
{
    private readonly Histogram<double> _engine;
    private readonly Counter<long> _released;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _fetches;
    private int _busy;

    /// <summary>Registers the instruments with <paramref name="meters"/>.</summary>
    public WorkerInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Workers");
        _engine =
            meter.CreateHistogram<double>(
            "jpegreducer.worker.engine.duration", "s", "The engine's time for an image, by format and outcome.");
        _released =
            meter.CreateCounter<long>(
            "jpegreducer.worker.items.released", "{item}",
            "Items released without a result, because the node stops or the result is not needed any more.");
        _failures =
            meter.CreateCounter<long>("jpegreducer.worker.attempts.failed", "{attempt}", "Attempts at items that failed, by cause.");
        _fetches = meter.CreateCounter<long>("jpegreducer.worker.fetches", "{attempt}", "Attempts to fetch a URL, by outcome.");
        meter.CreateObservableGauge("jpegreducer.worker.slots.busy", () => _busy, "{slot}", "Slots that reduce an image.");

        // Every series exists before its first event: the rate of a counter needs two samples.
        _released.Add(0);
        foreach (AttemptFailure cause in Enum.GetValues<AttemptFailure>()) Count(_failures, "cause", TagOf(cause), 0);
        foreach (string outcome in (string[])["fetched", "failed", "transient"]) Count(_fetches, "outcome", outcome, 0);
    }

    /// <summary>A slot has started a reduction.</summary>
    public void ReductionStarted() => Interlocked.Increment(ref _busy);

    /// <summary>A slot has finished a reduction.</summary>
    public void ReductionFinished(TimeSpan engine, string format, string outcome)
    {
        Interlocked.Decrement(ref _busy);
        _engine.Record(
            engine.TotalSeconds, KeyValuePair.Create<string, object?>("format", format),
            KeyValuePair.Create<string, object?>("outcome", outcome));
    }

    /// <summary>An item was released without a result.</summary>
    public void ItemReleased() => _released.Add(1);

    /// <summary>An attempt at an item failed.</summary>
    public void AttemptFailed(AttemptFailure cause) => Count(_failures, "cause", TagOf(cause), 1);

    /// <summary>An attempt to fetch a URL has finished.</summary>
    /// <param name="outcome"><c>fetched</c>, <c>failed</c> (permanently) or <c>transient</c> (may be retried).</param>
    public void FetchFinished(string outcome) => Count(_fetches, "outcome", outcome, 1);

    private static void Count(Counter<long> counter, string tag, string value, long by) =>
        counter.Add(by, KeyValuePair.Create<string, object?>(tag, value));

    private static string TagOf(AttemptFailure cause) => cause switch
    {
        AttemptFailure.Outage => "outage",
        AttemptFailure.Storage => "storage",
        _ => "unexpected",
    };
}
