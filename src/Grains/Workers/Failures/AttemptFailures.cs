using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Failures;

/// <summary>
/// Tells an attempt that failed because storage or the cluster is unavailable, which may be repeated for as long as that lasts, from one that
/// may fail the same way for ever.
/// </summary>
internal sealed class AttemptFailures(StorageProbe probe)
{
    /// <summary>What an attempt failed of.</summary>
    public async Task<AttemptFailure> ClassifyAsync(Exception exception)
    {
        // An error that names storage does not say whether all of it is unavailable or this one file: the probe does. One that does not
        // name it, such as a read error of a disk, is an outage where the probe fails too.
        bool isUnavailable = Outages.IsStorageUnavailable(exception);
        if (!isUnavailable && Outages.IsOutage(exception)) return AttemptFailure.Outage;
        if (!Outages.IsIOError(exception)) return AttemptFailure.Unexpected;
        if (!await probe.IsAvailableAsync()) return AttemptFailure.Outage;
        return isUnavailable ? AttemptFailure.Storage : AttemptFailure.Unexpected;
    }
}
