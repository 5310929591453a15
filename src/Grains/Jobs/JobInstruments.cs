using System.Diagnostics.Metrics;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Jobs;

/// <summary>The metrics of jobs.</summary>
internal sealed class JobInstruments
{
    private readonly Counter<long> _ended;
    private readonly Counter<long> _bytesIn;
    private readonly Counter<long> _bytesOut;
    private readonly Counter<long> _leasesReclaimed;
    private readonly Counter<long> _quarantined;

    /// <summary>Creates every series before its first event: the rate of a counter needs two samples.</summary>
    public JobInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("JpegReducer.Jobs");
        _ended = meter.CreateCounter<long>("jpegreducer.jobs.items.ended", "{item}", "Items that have ended, by outcome.");
        _bytesIn = meter.CreateCounter<long>("jpegreducer.jobs.bytes.in", "By", "Bytes of sources that were reduced or kept.");
        _bytesOut = meter.CreateCounter<long>("jpegreducer.jobs.bytes.out", "By", "Bytes of the files that are delivered for them.");
        _leasesReclaimed = meter.CreateCounter<long>("jpegreducer.jobs.leases.reclaimed", "{item}",
            "Leases of dead workers, and leases that were not renewed.");
        _quarantined = meter.CreateCounter<long>("jpegreducer.jobs.items.quarantined", "{item}",
            "Items leased to be reduced in an isolated process.");
        ItemsEnded(default, default);
        LeasesReclaimed(0);
        _quarantined.Add(0);
    }

    /// <summary>Items have ended between two snapshots of a job.</summary>
    public void ItemsEnded(JobTotals before, JobTotals after)
    {
        _ended.Add(after.Reduced - before.Reduced, KeyValuePair.Create<string, object?>("outcome", "reduced"));
        _ended.Add(after.Kept - before.Kept, KeyValuePair.Create<string, object?>("outcome", "kept"));
        _ended.Add(after.Failed - before.Failed, KeyValuePair.Create<string, object?>("outcome", "failed"));
        _ended.Add(after.Cancelled - before.Cancelled, KeyValuePair.Create<string, object?>("outcome", "cancelled"));
        _bytesIn.Add(after.BytesIn - before.BytesIn);
        _bytesOut.Add(after.BytesOut - before.BytesOut);
    }

    /// <summary>Leases were reclaimed.</summary>
    public void LeasesReclaimed(int items) => _leasesReclaimed.Add(items);

    /// <summary>An item was leased in quarantine.</summary>
    public void ItemQuarantined() => _quarantined.Add(1);
}
