using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Pulling;

internal sealed partial class ReductionWorker
{
    [LoggerMessage(2000, LogLevel.Information, "The worker has drained")]
    private partial void LogDrained();
}
