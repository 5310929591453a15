using Microsoft.Extensions.Logging;

namespace JpegReducer.Hosting.Nodes;

public abstract partial class Node
{
    [LoggerMessage(3000, LogLevel.Debug, "The start failed")]
    private static partial void LogStartFailed(ILogger logger, Exception exception);
}
