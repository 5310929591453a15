using System.Diagnostics;
using System.Diagnostics.Metrics;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>What workers let an operator see.</summary>
internal sealed class WorkerInstruments
{
    private readonly Histogram<double> _engine;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _fetches;
    private int _busy;

    /// <summary>Creates the instruments.</summary>
    public WorkerInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Workers");
        _engine = meter.CreateHistogram<double>("jpegreducer.worker.engine.duration", "s", "How long the engine worked on an image, by format and outcome.");
        _dropped = meter.CreateCounter<long>("jpegreducer.worker.items.dropped", "{item}", "Items released without a result because the worker stops or nothing waits for them.");
        _failures = meter.CreateCounter<long>("jpegreducer.worker.attempts.failed", "{attempt}", "Attempts at items that ended without a result, by cause.");
        _fetches = meter.CreateCounter<long>("jpegreducer.worker.fetches", "{attempt}", "Attempts to fetch a URL, by outcome.");
        meter.CreateObservableGauge("jpegreducer.worker.slots.busy", () => _busy, "{slot}", "Slots at work.");
        _dropped.Add(0);
        foreach (AttemptFailure cause in Enum.GetValues<AttemptFailure>()) Count(_failures, "cause", Word(cause), 0);
        foreach (string outcome in (string[])["fetched", "failed", "broken"]) Count(_fetches, "outcome", outcome, 0);
    }

    /// <summary>A span for every item.</summary>
    public static ActivitySource Activities { get; } = new("JpegReducer.Workers");

    /// <summary>A slot has begun.</summary>
    public void Began() => Interlocked.Increment(ref _busy);

    /// <summary>A slot has ended.</summary>
    public void Ended(TimeSpan engine, string format, string outcome)
    {
        Interlocked.Decrement(ref _busy);
        _engine.Record(engine.TotalSeconds, KeyValuePair.Create<string, object?>("format", format), KeyValuePair.Create<string, object?>("outcome", outcome));
    }

    /// <summary>An item was released without a result.</summary>
    public void Dropped() => _dropped.Add(1);

    /// <summary>An attempt ended without a result.</summary>
    public void AttemptFailed(AttemptFailure cause) => Count(_failures, "cause", Word(cause), 1);

    /// <summary>A URL was fetched, or failed for good, or broke off and may be tried again.</summary>
    public void Fetched(string outcome) => Count(_fetches, "outcome", outcome, 1);

    private static void Count(Counter<long> counter, string tag, string value, long by) => counter.Add(by, KeyValuePair.Create<string, object?>(tag, value));

    private static string Word(AttemptFailure cause) => cause switch
    {
        AttemptFailure.Outage => "outage",
        AttemptFailure.Storage => "storage",
        _ => "unexpected",
    };
}
