using System.Diagnostics.Metrics;

namespace JpegReducer.Grains.Dispatch;

/// <summary>What the dispatcher lets an operator see. Only the silo that hosts the dispatcher reports other than zero.</summary>
internal sealed class DispatchInstruments
{
    private int _openJobs;
    private long _waiting;
    private int _held;

    /// <summary>Registers the gauges with <paramref name="meters"/>.</summary>
    public DispatchInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Dispatch");
        meter.CreateObservableGauge("jpegreducer.dispatch.jobs.open", () => _openJobs, "{job}", "Jobs that have not ended.");
        meter.CreateObservableGauge("jpegreducer.dispatch.items.waiting", () => _waiting, "{item}", "Items that wait for a worker.");
        meter.CreateObservableGauge("jpegreducer.dispatch.items.held", () => _held, "{item}", "Items in workers' hands.");
    }

    /// <summary>Notes the state of the queues.</summary>
    public void Observe(int openJobs, long waiting, int held) => (_openJobs, _waiting, _held) = (openJobs, waiting, held);
}
