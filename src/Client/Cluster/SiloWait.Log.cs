using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Cluster;

internal sealed partial class SiloWait
{
    [LoggerMessage(3002, LogLevel.Warning, "No silo of the cluster can be reached; the gateway waits for one: {Error}")]
    private partial void LogWaiting(string error);
}
