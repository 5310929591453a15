using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Failures;

internal sealed partial class FailureReporter
{
    [LoggerMessage(2040, LogLevel.Warning, "An attempt at item {Sequence} of job {JobId} failed: {Cause}")]
    private partial void LogAttemptFailed(Exception exception, int sequence, string jobId, AttemptFailure cause);

    [LoggerMessage(
        2041, LogLevel.Warning,
        "A failed attempt at item {Sequence} of job {JobId} could not be reported, and its lease will expire: {Error}")]
    private partial void LogUnreported(int sequence, string jobId, string error);
}
