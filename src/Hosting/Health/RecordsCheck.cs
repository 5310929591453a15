using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>Records and grain state can be written and read.</summary>
internal sealed class RecordsCheck(IGrainFactory grains) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessCheck.RunAsync("The ledger", async () =>
        {
            await grains.GetGrain<IRecordsGrain>(GrainKeys.Records).CheckAsync();
            return HealthCheckResult.Healthy();
        });
}
