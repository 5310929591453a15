using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Jobs;

internal sealed partial class JobGrain
{
    [LoggerMessage(2300, LogLevel.Error, "Item {Sequence} of job {JobId} failed as internal-error. {Detail} The last error: {Error}")]
    private partial void LogItemExhausted(int sequence, string jobId, string detail, string error);

    [LoggerMessage(2301, LogLevel.Warning, "Failed attempts at items of job {JobId} could not be recorded in the ledger and are counted in memory")]
    private partial void LogFailedAttemptsNotRecorded(Exception exception, string jobId);

    [LoggerMessage(2302, LogLevel.Warning, "Job {JobId} reclaimed {Count} leases: {DeadCount} of dead workers, the others were not renewed")]
    private partial void LogLeasesReclaimed(string jobId, int count, int deadCount);

    [LoggerMessage(2303, LogLevel.Warning, "Job {JobId} quarantined item {Sequence}: {Crashes} workers died while it was in flight")]
    private partial void LogItemQuarantined(string jobId, int sequence, int crashes);

    [LoggerMessage(2304, LogLevel.Warning, "Job {JobId} could not {Task} and will retry")]
    private partial void LogUpkeepFailed(Exception exception, string jobId, string task);
}
