using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Client.Health;

/// <summary>Grains answer, and somebody works.</summary>
internal sealed class ClusterCheck(IGrainFactory grains) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            DispatchLoad load = await grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetLoadAsync().WaitAsync(cancellationToken);
            return load.Workers > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No worker has asked for work: images are accepted, and wait.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Grains do not answer.");
        }
    }
}
