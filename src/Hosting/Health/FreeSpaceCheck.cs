using JpegReducer.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Health;

/// <summary>The disks have free space for new uploads: <see cref="StorageOptions.MinFreeSpace"/>.</summary>
internal sealed class FreeSpaceCheck(StorageFolders folders, IOptions<StorageOptions> options) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessCheck.RunAsync("The disks", () => Task.Run(() =>
        {
            IReadOnlyList<string> full = folders.FindFull(options.Value.MinFreeSpace);
            return full.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', full));
        }));
}
