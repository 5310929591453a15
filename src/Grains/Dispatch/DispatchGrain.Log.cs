using Microsoft.Extensions.Logging;

namespace JpegReducer.Grains.Dispatch;

internal sealed partial class DispatchGrain
{
    [LoggerMessage(2200, LogLevel.Information, "The dispatcher was activated with {Jobs} open jobs")]
    private partial void LogActivated(int jobs);

    [LoggerMessage(
        2201, LogLevel.Warning, "Removed the worker on {Silo}, which is dead or sends no heartbeat; its items will be leased again")]
    private partial void LogWorkerRemoved(SiloAddress silo);
}
