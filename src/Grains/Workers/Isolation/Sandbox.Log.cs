using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Isolation;

internal sealed partial class Sandbox
{
    [LoggerMessage(2060, LogLevel.Information, "Isolated reductions run in a bubblewrap sandbox")]
    private partial void LogBubblewrap();

    [LoggerMessage(
        2061, LogLevel.Information,
        "Isolated reductions run in a plain child process, because bubblewrap is not installed or not permitted")]
    private partial void LogPlain();
}
