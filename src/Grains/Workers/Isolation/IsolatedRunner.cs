using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// Runs the engine in a child process, which an image may kill without harm: the worker's side of <see cref="IsolatedReduction"/>.
/// </summary>
internal sealed class IsolatedRunner(Sandbox sandbox, ReductionLimits limits, IOptions<WorkerOptions> worker, IOptions<FaultOptions> faults)
    : IReductionRunner
{
    /// <summary>
    /// How much longer than <see cref="ReductionLimits.MaxDuration"/> the process may run, to start and to respond. Default: 30 seconds.
    /// </summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    /// <remarks>
    /// The calling thread must outlive the child process, which inherits its scheduling priority (nice): bubblewrap takes the end of that
    /// thread for the end of its parent (prctl(2), PR_SET_PDEATHSIG).
    /// </remarks>
    public ReductionAttempt Reduce(
        ReadOnlyMemory<byte> source, ImageHeader header, ReductionOptions options, long memoryBytes, CancellationToken abandoned)
    {
        using CancellationTokenSource timeout = new(limits.MaxDuration + Margin, TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandoned);
        using Process process = Start(Math.Max((long)worker.Value.MemoryMegabytes << 20, 2 * memoryBytes));
        bool hasStarted = false;
        ReductionOutcome? outcome = null;
        using (either.Token.Register(() => Kill(process)))
        {
            try
            {
                IsolationRequest request = new(source.Length, options, limits, faults.Value.CrashOn);
                (Stream input, Stream output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
                outcome = Exchange(input, output, request, source, onStarted: () => hasStarted = true);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
            {
                Kill(process); // if it is still running, its output is not valid
            }

            process.StandardInput.Close();
            process.WaitForExit();
        }

        return (outcome, hasStarted) switch
        {
            ({ } completed, _) => new ReductionAttempt.Completed(completed),
            _ when abandoned.IsCancellationRequested => throw new OperationCanceledException(abandoned),
            (_, false) => throw new IOException($"The process for an isolated reduction did not start: {Describe(process.ExitCode)}."),
            _ when timeout.IsCancellationRequested => new ReductionAttempt.Completed(
                new ReductionOutcome.Failed(
                    FailureReason.TimedOut, $"The reduction took longer than {limits.MaxDuration.TotalSeconds} seconds.")),
            _ => new ReductionAttempt.ProcessDied(Describe(process.ExitCode)),
        };
    }

    private static ReductionOutcome Exchange(
        Stream input, Stream output, IsolationRequest request, ReadOnlyMemory<byte> source, Action onStarted)
    {
        Frames.Write(input, JsonSerializer.SerializeToUtf8Bytes(request, IsolationJson.Default.IsolationRequest));
        Frames.Write(input, source.Span);
        Frames.Read(output, max: 0);
        onStarted();
        IsolationResponse response =
            JsonSerializer.Deserialize(Frames.Read(output, IsolationResponse.MaxBytes), IsolationJson.Default.IsolationResponse)!;
        byte[] main = Frames.Read(output, max: source.Length);
        // No output is larger than the source.
        return response.ToOutcome(main, [.. response.Others.Select(_ => Frames.Read(output, max: source.Length))]);
    }

    /// <summary>The exit code of a process that a signal ended is 128 plus the number of the signal, as in a shell.</summary>
    private static string Describe(int exitCode) => exitCode > 128 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // it has exited, or is about to
        }
    }

    private Process Start(long heapBytes)
    {
        try
        {
            return sandbox.Start(heapBytes);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The process for an isolated reduction cannot be started: {exception.Message}.", exception);
        }
    }
}
