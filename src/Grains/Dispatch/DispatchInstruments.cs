using System.Diagnostics.Metrics;

namespace JpegReducer.Grains.Dispatch;

/// <summary>The metrics of the dispatcher. Only the silo of the dispatcher's grain reports values other than zero.</summary>
internal sealed class DispatchInstruments
{
    private int _openJobs;
    private long _waiting;
    private int _inFlight;

    /// <summary>Registers the gauges with <paramref name="meters"/>.</summary>
    public DispatchInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Dispatch");
        meter.CreateObservableGauge("jpegreducer.dispatch.jobs.open", () => _openJobs, "{job}", "Jobs that have not ended.");
        meter.CreateObservableGauge("jpegreducer.dispatch.items.waiting", () => _waiting, "{item}", "Items that wait for a worker.");
        meter.CreateObservableGauge(
            "jpegreducer.dispatch.items.in_flight", () => _inFlight, "{item}", "Items that workers have in flight.");
    }

    /// <summary>The dispatcher has measured its load.</summary>
    public void LoadMeasured(int openJobs, long waiting, int inFlight) => (_openJobs, _waiting, _inFlight) = (openJobs, waiting, inFlight);
}
