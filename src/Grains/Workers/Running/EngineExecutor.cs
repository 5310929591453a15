using System.Diagnostics;
using JpegReducer.Grains.Tracing;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Grains.Workers.Isolation;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Sources;
using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Running;

/// <summary>Runs the engine on a free reduction thread: isolated for items in quarantine, in this process for all others.</summary>
internal sealed partial class EngineExecutor(
    ReductionThreads threads,
    InProcessRunner inProcess,
    IsolatedRunner isolated,
    WorkerInstruments instruments,
    IOptions<WorkerOptions> options,
    IOptions<FaultOptions> faults,
    TimeProvider time,
    ILogger<EngineExecutor> logger)
{
    /// <summary>Reduces a loaded source.</summary>
    /// <returns>How the run ended, and the engine's time.</returns>
    /// <exception cref="OperationCanceledException">
    /// The attempt was abandoned, or the node is stopping and the reduction has not started.
    /// </exception>
    public Task<(ReductionAttempt Attempt, TimeSpan Engine)> RunAsync(
        InFlightItem item, LoadedSource.Loaded source, bool isIsolated, ReductionSettings settings)
    {
        long loadedAt = time.GetTimestamp();
        ActivityContext? parent = Activity.Current?.Context;
        IReductionRunner runner = isIsolated ? isolated : inProcess;
        return threads.RunAsync(item.Priority, () =>
        {
            item.WaitedForSlot = time.GetElapsedTime(loadedAt);
            using Activity? span = TraceSources.Workers.StartChild("reduce", parent);
            return Run(runner, source, settings, item.Abandoned);
        });
    }

    private (ReductionAttempt Attempt, TimeSpan Engine) Run(
        IReductionRunner runner, LoadedSource.Loaded source, ReductionSettings settings, CancellationToken abandoned)
    {
        instruments.ReductionStarted();
        long startedAt = time.GetTimestamp();
        ReductionOutcome? outcome = null;
        try
        {
            InjectedFaults.ThrowOn(source.Bytes.Span, faults.Value.FailOn);
            ReductionOptions reduction = EngineMapper.ToOptions(settings, options.Value.Effort);
            ReductionAttempt attempt = runner.Reduce(source.Bytes, source.Header, reduction, source.MemoryBytes, abandoned);
            outcome = (attempt as ReductionAttempt.Completed)?.Outcome;
            if (outcome is ReductionOutcome.Failed { Reason: FailureReason.EngineFault } fault) LogEngineFault(fault.Detail);
            return (attempt, time.GetElapsedTime(startedAt));
        }
        finally
        {
            instruments.ReductionFinished(
                time.GetElapsedTime(startedAt), outcome?.Source?.Format.ToString() ?? "none", outcome?.GetType().Name ?? "Failed");
        }
    }
}
