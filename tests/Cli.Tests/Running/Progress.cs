using System.Diagnostics;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>How far a running program is, as the kernel shows it.</summary>
internal static class Progress
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MuchWork = TimeSpan.FromSeconds(0.7);

    /// <summary>Waits until the program has a file open.</summary>
    public static async Task UntilOpenAsync(this RunningProgram program, string path)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!OpenFiles(program.Id).Contains(path)) await Task.Delay(Poll, limit.Token);
    }

    /// <summary>Waits until the program has a file open, and has then computed for a while: it has read the file and works on it.</summary>
    public static async Task UntilBusyWithAsync(this RunningProgram program, string path)
    {
        await program.UntilOpenAsync(path);
        using Process process = Process.GetProcessById(program.Id);
        TimeSpan began = process.TotalProcessorTime;
        using CancellationTokenSource limit = new(Limit);
        while (process.TotalProcessorTime - began < MuchWork)
        {
            await Task.Delay(Poll, limit.Token);
            process.Refresh();
        }
    }

    private static IEnumerable<string?> OpenFiles(int process)
    {
        try
        {
            return [.. Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
