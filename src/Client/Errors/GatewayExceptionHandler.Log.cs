using Microsoft.Extensions.Logging;

namespace JpegReducer.Client.Errors;

internal sealed partial class GatewayExceptionHandler
{
    [LoggerMessage(3200, LogLevel.Error, "{Method} {Path} failed: {Kind}")]
    private partial void LogFailed(Exception exception, string method, string path, ErrorKind kind);
}
