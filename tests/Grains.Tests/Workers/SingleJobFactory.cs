using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers;

/// <summary>A grain factory that returns the same job for every key.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "DispatchProxy derives from it.")]
internal class SingleJobFactory : DispatchProxy
{
    private IJobWork _job = null!;

    /// <summary>A factory for a job.</summary>
    public static IGrainFactory Create(IJobWork job)
    {
        IGrainFactory factory = Create<IGrainFactory, SingleJobFactory>();
        ((SingleJobFactory)factory)._job = job;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _job;
}
