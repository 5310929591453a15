using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>Grains respond, and there is a worker.</summary>
internal sealed class ClusterCheck(IGrainFactory grains) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessCheck.RunAsync("Grains", async () =>
        {
            DispatchLoad load = await grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetLoadAsync();
            return load.Workers > 0 ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("No worker is registered: images are accepted and stay queued.");
        });
}
