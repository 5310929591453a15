using JpegReducer.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Hosting.Health;

/// <summary>What a node needs to be of use.</summary>
public static class ReadinessServices
{
    /// <summary>Adds to <c>/health/ready</c> whether files and records can be written and read, the disks have room and grains answer.</summary>
    public static IHealthChecksBuilder AddReadinessChecks(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<FilesCheck>("files", tags: [HealthTags.Ready])
        .AddCheck<FreeSpaceCheck>("room", tags: [HealthTags.Ready])
        .AddCheck<RecordsCheck>("records", tags: [HealthTags.Ready])
        .AddCheck<ClusterCheck>("cluster", tags: [HealthTags.Ready]);
}
