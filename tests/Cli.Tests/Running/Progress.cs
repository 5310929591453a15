namespace JpegReducer.Cli.Tests.Running;

/// <summary>How far a running program is, as the kernel shows it.</summary>
internal static class Progress
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the program has a file open.</summary>
    public static async Task UntilOpenAsync(this RunningProgram program, string path)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!OpenFiles(program.Id).Contains(path)) await Task.Delay(Poll, limit.Token);
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
