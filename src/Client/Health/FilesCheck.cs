using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Client.Health;

/// <summary>Files can be written.</summary>
internal sealed class FilesCheck(IBlobStore blobs) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
