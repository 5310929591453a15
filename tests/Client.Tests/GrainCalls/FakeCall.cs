using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Orleans.Serialization.Invocation;

namespace JpegReducer.Client.Tests.GrainCalls;

/// <summary>A grain call that always fails.</summary>
/// <param name="method">The method of the interface.</param>
/// <param name="failure">What it fails with.</param>
/// <param name="asResponse">Whether the failure is in the response, as a silo sends it, rather than thrown, as a client's own is.</param>
internal sealed class FakeCall(string method, Exception failure, bool asResponse) : IOutgoingGrainCallContext
{
    public int Invocations { get; private set; }

    public bool IsFromGrain { get; init; }

    public MethodInfo InterfaceMethod { get; } = (typeof(IJobGrain).GetMethod(method) ?? typeof(IRecordsGrain).GetMethod(method))!;

    public Response? Response { get; set; }

    public IGrainContext? SourceContext => IsFromGrain ? DispatchProxy.Create<IGrainContext, NoCalls>() : null;

    public string MethodName => InterfaceMethod.Name;

    public IInvokable Request => throw new NotSupportedException();

    public object Grain => throw new NotSupportedException();

    public GrainId? SourceId => throw new NotSupportedException();

    public GrainId TargetId => throw new NotSupportedException();

    public GrainInterfaceType InterfaceType => throw new NotSupportedException();

    public string InterfaceName => throw new NotSupportedException();

    public object? Result { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public Task Invoke()
    {
        Invocations++;
        if (!asResponse) return Task.FromException(failure);
        Response = Response.FromException(failure);
        return Task.CompletedTask;
    }

    /// <summary>A grain that nothing calls.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
    public class NoCalls : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
