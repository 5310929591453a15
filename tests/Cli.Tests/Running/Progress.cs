using System.Diagnostics;
using System.Globalization;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>How far a running program is, as the kernel shows it.</summary>
internal static class Progress
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MuchWork = TimeSpan.FromSeconds(0.7);

    /// <summary>Waits until the program has read a large file, and has then computed for a while: it works on the file.</summary>
    public static async Task UntilBusyWithAsync(this RunningProgram program, string path)
    {
        long length = new FileInfo(path).Length;
        using CancellationTokenSource limit = new(Limit);
        while (BytesRead(program.Id) < length) await Task.Delay(Poll, limit.Token);

        using Process process = Process.GetProcessById(program.Id);
        TimeSpan began = process.TotalProcessorTime;
        while (process.TotalProcessorTime - began < MuchWork)
        {
            await Task.Delay(Poll, limit.Token);
            process.Refresh();
        }
    }

    /// <summary>How many bytes a process has read since it began: a sum, which no poll can miss. Its start takes less than 100 kB.</summary>
    private static long BytesRead(int process)
    {
        const string Sum = "rchar: ";
        return long.Parse(File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith(Sum, StringComparison.Ordinal))[Sum.Length..],
            CultureInfo.InvariantCulture);
    }
}
