using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>
/// Classifies failed attempts: an outage of storage or the cluster may be retried for as long as it lasts; any other failure may recur
/// forever and counts against the item.
/// </summary>
internal sealed class FailureClassifier(StorageProbe probe)
{
    /// <summary>The cause of a failed attempt.</summary>
    public async Task<AttemptFailure> ClassifyAsync(Exception exception)
    {
        // A storage exception does not tell whether all of storage is unavailable or only this file: the probe does. An I/O error that does
        // not come from a storage port, for example a read error of a disk, is an outage if the probe fails too.
        bool isUnavailable = Outages.IsStorageUnavailable(exception);
        if (!isUnavailable && Outages.IsOutage(exception)) return AttemptFailure.Outage;
        if (!Outages.IsIOError(exception)) return AttemptFailure.Unexpected;
        if (!await probe.IsAvailableAsync()) return AttemptFailure.Outage;
        return isUnavailable ? AttemptFailure.Storage : AttemptFailure.Unexpected;
    }
}
