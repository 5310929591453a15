using JpegReducer.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Health;

/// <summary>The disks have room for what arrives next: <see cref="StorageOptions.MinFreeSpace"/>.</summary>
internal sealed class FreeSpaceCheck(StorageFolders folders, IOptions<StorageOptions> options) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ReadinessAnswer.OfAsync("The disks", () => Task.Run(() =>
        {
            IReadOnlyList<string> full = folders.FindFull(options.Value.MinFreeSpace);
            return full.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', full));
        }));
}
