using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>Stops the node with whoever started it, where <see cref="NodeOptions.EndsWithInput"/> says so.</summary>
internal sealed partial class InputWatch(IOptions<NodeOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.EndsWithInput) return;

        // Out of the terminal's reach: its Ctrl-C is for the tool, which still needs the node to bring its work to an end.
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
