using System.Diagnostics;
using System.Text.Json;
using JpegReducer.Grains.Workers.FaultInjection;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// The child process of an isolated reduction: reads one request from its input, and writes the response to its output. It needs no file
/// and no network.
/// </summary>
public static class IsolatedReduction
{
    /// <summary>The argument that starts a program in this mode.</summary>
    public const string Argument = "isolated";

    private const int MaxRequestBytes = 64 << 10;

    /// <summary>Serves one request. Does nothing if the input ends before a request.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Stream input, Stream output)
    {
        IsolationRequest request;
        byte[] source;
        try
        {
            request = JsonSerializer.Deserialize(Frames.Read(input, MaxRequestBytes), IsolationJson.Default.IsolationRequest)!;
            source = Frames.Read(input, request.SourceBytes);
        }
        catch (EndOfStreamException)
        {
            return 0;
        }

        PreferForOutOfMemoryKill();
        ExitWith(input);
        Frames.Write(output, []); // "started": a failure before this message is not caused by the image
        InjectedFaults.KillProcessOn(source, request.CrashOn);
        ReductionOutcome outcome = new Reducer(request.Limits).Reduce(source, request.Options, CancellationToken.None);
        Frames.Write(output, JsonSerializer.SerializeToUtf8Bytes(IsolationResponse.Of(outcome), IsolationJson.Default.IsolationResponse));
        Frames.Write(output, outcome is ReductionOutcome.Reduced reduced ? reduced.Bytes.Span : []);
        foreach (OutputOutcome other in outcome.Others)
            Frames.Write(output, other is OutputOutcome.Reduced { Bytes: var bytes } ? bytes.Span : []);
        return 0;
    }

    /// <summary>When memory runs out, the kernel should kill this process rather than its node (proc(5), oom_score_adj).</summary>
    private static void PreferForOutOfMemoryKill()
    {
        try
        {
            if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // the kernel then decides by itself
        }
    }

    /// <summary>Kills this process when its input ends: the worker is dead, and the engine may not react to a cancellation.</summary>
    private static void ExitWith(Stream input)
    {
        Thread watch = new(() =>
        {
            _ = input.ReadByte();
            using Process self = Process.GetCurrentProcess();
            self.Kill();
        });
        watch.IsBackground = true;
        watch.Start();
    }
}
