using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Leases;

internal sealed partial class JournalWriter
{
    [LoggerMessage(2025, LogLevel.Warning, "The worker has drained, but its journal entry could not be removed: {Error}")]
    private partial void LogRemovalFailed(string error);
}
