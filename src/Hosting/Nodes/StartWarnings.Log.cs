using Microsoft.Extensions.Logging;

namespace JpegReducer.Hosting.Nodes;

public static partial class StartWarnings
{
    [LoggerMessage(3001, LogLevel.Warning, "{Text}")]
    private static partial void LogWarning(ILogger logger, string text);
}
