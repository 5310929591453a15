using JpegReducer.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Hosting.Health;

/// <summary>Checks of everything that a node needs to serve requests.</summary>
public static class ReadinessServices
{
    /// <summary>
    /// Adds to <c>/health/ready</c>: files and records can be read and written, the disks have free space, and grains respond.
    /// </summary>
    public static IHealthChecksBuilder AddReadinessChecks(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<FilesCheck>("files", tags: [HealthTags.Ready])
        .AddCheck<FreeSpaceCheck>("free-space", tags: [HealthTags.Ready])
        .AddCheck<RecordsCheck>("records", tags: [HealthTags.Ready])
        .AddCheck<ClusterCheck>("cluster", tags: [HealthTags.Ready]);
}
