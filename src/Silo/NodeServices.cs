using JpegReducer.Grains;
using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Grains.Jobs;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Retention;
using JpegReducer.ServiceDefaults;
using JpegReducer.ServiceDefaults.Health;
using JpegReducer.Silo.Health;
using JpegReducer.Storage;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>The services of embedded nodes and silos of a cluster.</summary>
internal static class NodeServices
{
    /// <summary>Registers the settings of every node, so that they can be checked before anything else is set up.</summary>
    public static IServiceCollection AddNodeSettings(this IServiceCollection services, IConfiguration configuration) => services
        .AddValidatedOptions<NodeOptions>(configuration.GetSection(NodeOptions.Section))
        .AddValidatedOptions<StorageOptions>(configuration.GetSection(StorageOptions.Section))
        .AddValidatedOptions<SecurityOptions>(configuration.GetSection(SecurityOptions.Section))
        .AddValidatedOptions<JobOptions>(configuration.GetSection(JobOptions.Section))
        .AddValidatedOptions<PricingOptions>(configuration.GetSection(PricingOptions.Section))
        .AddValidatedOptions<WorkerOptions>(configuration.GetSection(WorkerOptions.Section))
        .AddValidatedOptions<FetchOptions>(configuration.GetSection(FetchOptions.Section))
        .AddValidatedOptions<FaultOptions>(configuration.GetSection(FaultOptions.Section))
        .AddValidatedOptions<RetentionOptions>(configuration.GetSection(RetentionOptions.Section))
        .AddValidatedOptions<ReductionLimits>(configuration.GetSection("Limits"));

    /// <summary>
    /// Registers grains, the worker and the services of every node. Call it after Orleans was added; the caller registers storage.
    /// </summary>
    public static void AddNode(this WebApplicationBuilder builder)
    {
        // Replaces the one that Orleans has registered.
        builder.Services.AddSingleton<TimeProvider>(new ForwardTime(TimeProvider.System));
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck<ClockCheck>("clock", tags: [HealthTags.Ready]);
        builder.Services.AddReductionGrains();
        builder.Services.AddIdempotentCallRetry();
        builder.Services.AddIsolationProgram();
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<NodeOptions>>((host, node) => host.ShutdownTimeout = node.Value.DrainTimeout);
        builder.Services.AddSingleton<BootstrapApiKey>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BootstrapApiKey>());
        builder.Services.AddHostedService<InputWatch>();
    }
}
