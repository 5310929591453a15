using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Pulling;

internal sealed partial class PullLoop
{
    [LoggerMessage(2010, LogLevel.Warning, "Pulling work failed and will be retried: {Error}")]
    private partial void LogPullFailed(string error);

    [LoggerMessage(2011, LogLevel.Warning, "Unacknowledged leases of job {JobId} could not be released and will expire: {Error}")]
    private partial void LogReleaseFailed(string jobId, string error);

    [LoggerMessage(2012, LogLevel.Warning, "The cluster has declared this silo dead: it is granted no items until it restarts")]
    private partial void LogDeclaredDead();
}
