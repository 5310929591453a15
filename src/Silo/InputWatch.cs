using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>Stops the node when its standard input ends, if <see cref="NodeOptions.EndsWithInput"/> is set.</summary>
internal sealed partial class InputWatch(IOptions<NodeOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.EndsWithInput) return;

        // A session of its own, so that Ctrl-C in the terminal goes to the tool only, which then lets the node finish its work.
        if (!OperatingSystem.IsWindows()) _ = SetSid();
        Task end = Task.Run(WaitForEnd, CancellationToken.None);
        await end.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (end.IsCompleted) lifetime.StopApplication();
    }

    private static void WaitForEnd()
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();
}
