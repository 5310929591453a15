using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using JpegReducer.Grains.Workers.Faults;
using JpegReducer.Imaging.Reduction;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>Reduces an image in a process of its own, which may die of it: the side of the worker.</summary>
internal sealed class IsolatedReducer(Sandbox sandbox, ReductionLimits limits, IOptions<WorkerOptions> worker, IOptions<FaultOptions> faults)
{
    /// <summary>How much longer than <see cref="ReductionLimits.MaxDuration"/> the process may live, to start and to answer. Default: half a minute.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reduces an image. Blocks the calling thread, which must live as long: the process inherits its rank (nice), and bubblewrap
    /// takes the end of that thread for the end of its parent (prctl(2), PR_SET_PDEATHSIG).
    /// </summary>
    /// <param name="source">A whole file.</param>
    /// <param name="options">How far the reduction may go.</param>
    /// <param name="memory">The bytes of memory that it should need.</param>
    /// <param name="abandoned">Kills the process.</param>
    /// <exception cref="OperationCanceledException">It was abandoned.</exception>
    /// <exception cref="IOException">The process could not begin, for a reason that is not the image's.</exception>
    public Attempt Reduce(ReadOnlyMemory<byte> source, ReductionOptions options, long memory, CancellationToken abandoned)
    {
        using CancellationTokenSource clock = new(limits.MaxDuration + Margin);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, abandoned);
        using Process process = Start(Math.Max((long)worker.Value.MemoryMegabytes << 20, 2 * memory));
        bool hasBegun = false;
        ReductionOutcome? outcome = null;
        using (either.Token.Register(() => Kill(process)))
        {
            try
            {
                IsolationRequest request = new(source.Length, options, limits, faults.Value.CrashOn);
                outcome = Ask(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, request, source, onBegun: () => hasBegun = true);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
            {
                Kill(process); // dead already, or out of its mind
            }

            process.StandardInput.Close();
            process.WaitForExit();
        }

        return (outcome, hasBegun) switch
        {
            ({ } ended, _) => new Attempt.Ended(ended),
            _ when abandoned.IsCancellationRequested => throw new OperationCanceledException(abandoned),
            (_, false) => throw new IOException($"The process for an image in quarantine did not begin: {Describe(process.ExitCode)}."),
            _ when clock.IsCancellationRequested => new Attempt.Ended(
                new ReductionOutcome.Failed(FailureReason.TimedOut, $"The reduction took longer than {limits.MaxDuration.TotalSeconds} seconds.")),
            _ => new Attempt.Died(Describe(process.ExitCode)),
        };
    }

    private static ReductionOutcome Ask(Stream input, Stream output, IsolationRequest request, ReadOnlyMemory<byte> source, Action onBegun)
    {
        Frames.Write(input, JsonSerializer.SerializeToUtf8Bytes(request, IsolationJson.Default.IsolationRequest));
        Frames.Write(input, source.Span);
        Frames.Read(output, max: 0);
        onBegun();
        IsolationAnswer answer = JsonSerializer.Deserialize(Frames.Read(output, IsolationAnswer.MaxBytes), IsolationJson.Default.IsolationAnswer)!;
        return answer.ToOutcome(Frames.Read(output, max: source.Length));
    }

    /// <summary>As a shell tells it: a process that a signal ended has 128 and the signal's number for its exit code.</summary>
    private static string Describe(int exitCode) => exitCode > 128 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // it has ended, or is about to
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
            throw new IOException($"The process for an image in quarantine cannot be started: {exception.Message}.", exception);
        }
    }
}
