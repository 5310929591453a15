using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Silo.Health;

/// <summary>The silo is an active member of the cluster.</summary>
internal sealed class MembershipCheck(ISiloStatusOracle silos) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(silos.CurrentStatus is SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {silos.CurrentStatus}, not active."));
}
