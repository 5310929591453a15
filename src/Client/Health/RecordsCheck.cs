using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Client.Health;

/// <summary>Records can be written.</summary>
internal sealed class RecordsCheck(IGrainFactory grains) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IRecordsGrain>(GrainKeys.Records).CheckAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (IOException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Grains do not answer.");
        }
    }
}
