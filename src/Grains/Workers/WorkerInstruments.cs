using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JpegReducer.Grains.Workers;

/// <summary>What workers let an operator see.</summary>
internal sealed class WorkerInstruments
{
    private readonly Histogram<double> _engine;
    private readonly Counter<long> _retries;
    private int _busy;

    /// <summary>Creates the instruments.</summary>
    public WorkerInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Workers");
        _engine = meter.CreateHistogram<double>("jpegreducer.worker.engine.duration", "s", "How long the engine worked on an image, by format and outcome.");
        _retries = meter.CreateCounter<long>("jpegreducer.worker.items.dropped", "{item}", "Items let go without a result, to be worked on again.");
        meter.CreateObservableGauge("jpegreducer.worker.slots.busy", () => _busy, "{slot}", "Slots at work.");
        _retries.Add(0);
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

    /// <summary>An item was let go without a result.</summary>
    public void Dropped() => _retries.Add(1);
}
