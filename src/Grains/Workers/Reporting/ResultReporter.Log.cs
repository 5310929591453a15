using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Reporting;

internal sealed partial class ResultReporter
{
    [LoggerMessage(2050, LogLevel.Warning, "A report to job {JobId} failed and will be retried: {Error}")]
    private partial void LogRetry(string jobId, string error);
}
