using JpegReducer.Storage.Blobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JpegReducer.Hosting.Health;

/// <summary>Files can be written and read.</summary>
internal sealed class FilesCheck(IBlobStore blobs) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessCheck.RunAsync("The blob store", async () =>
        {
            await blobs.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        });
}
