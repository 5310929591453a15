using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JpegReducer.Hosting.GrainCalls;

/// <summary>Registers how grains are called.</summary>
public static class GrainCallServices
{
    /// <summary>Retries idempotent calls that fail for a transient reason. A second call changes nothing.</summary>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Tests of the filter pass a function of their own.")]
    public static IServiceCollection AddIdempotentCallRetry(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutgoingGrainCallFilter, IdempotentCallRetry>(
            // Outages last as long as they do, whatever clock a test has set.
            _ => new IdempotentCallRetry(TimeProvider.System, Random.Shared.NextDouble)));
        return services;
    }
}
