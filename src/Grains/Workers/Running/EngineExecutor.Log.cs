using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Workers.Running;

internal sealed partial class EngineExecutor
{
    [LoggerMessage(2035, LogLevel.Error, "The engine failed on an image: {Error}")]
    private partial void LogEngineFault(string error);
}
