using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Retention;

internal sealed partial class RetentionStarter
{
    [LoggerMessage(2510, LogLevel.Warning, "Retention could not be started and will be retried: {Error}")]
    private partial void LogStartFailed(string error);
}
