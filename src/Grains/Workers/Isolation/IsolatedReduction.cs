using System.Diagnostics;
using System.Text.Json;
using JpegReducer.Grains.Workers.Faults;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// One reduction in a process of its own: what the child of a quarantine does. Asked on its input and answering on its output, it
/// needs no file and no network.
/// </summary>
public static class IsolatedReduction
{
    /// <summary>The argument by which a program is told to be this and nothing else.</summary>
    public const string Argument = "isolated";

    private const int MaxRequestBytes = 64 << 10;

    /// <summary>Answers one request. Where the input ends before one comes, nothing happens.</summary>
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

        BeFirstToGo();
        EndWith(input);
        Frames.Write(output, []); // "I have begun": what goes wrong before is no fault of the image
        PoisonImage.Swallow(source, request.CrashOn);
        ReductionOutcome outcome = new Reducer(request.Limits).Reduce(source, request.Options, CancellationToken.None);
        Frames.Write(output, JsonSerializer.SerializeToUtf8Bytes(IsolationAnswer.Of(outcome), IsolationJson.Default.IsolationAnswer));
        Frames.Write(output, outcome is ReductionOutcome.Reduced reduced ? reduced.Bytes.Span : []);
        return 0;
    }

    /// <summary>Where memory runs out, the kernel is to take this process and not its node (proc(5), oom_score_adj).</summary>
    private static void BeFirstToGo()
    {
        try
        {
            if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // then it is left to the kernel's own judgement
        }
    }

    /// <summary>Ends this process with its input: whoever asked is gone, and the engine may be where nothing reaches it.</summary>
    private static void EndWith(Stream input)
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
