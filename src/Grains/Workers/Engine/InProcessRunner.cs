using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Engine;

/// <summary>Runs the engine in this process: the fast way, for every image that is not in quarantine.</summary>
internal sealed class InProcessRunner(Reducer reducer, IOptions<FaultOptions> faults) : IReductionRunner
{
    /// <inheritdoc/>
    public ReductionAttempt Reduce(
        ReadOnlyMemory<byte> source, ImageHeader header, ReductionOptions options, long memoryBytes, CancellationToken abandoned)
    {
        InjectedFaults.KillProcessOn(source.Span, faults.Value.CrashOn);
        InjectedFaults.KillProcessOn(source.Span, faults.Value.CrashInWorkerOn);
        return new ReductionAttempt.Completed(reducer.Reduce(source, header, options, abandoned));
    }
}
