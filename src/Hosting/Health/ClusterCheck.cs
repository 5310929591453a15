using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>Grains answer, and somebody works.</summary>
internal sealed class ClusterCheck(IGrainFactory grains) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessAnswer.OfAsync("Grains", async () =>
        {
            DispatchLoad load = await grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetLoadAsync();
            return load.Workers > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No worker has asked for work: images are accepted, and wait.");
        });
}
