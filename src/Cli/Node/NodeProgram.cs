using System.Diagnostics;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Node;

/// <summary>A node that runs as a child process, and is told to drain when it is no longer needed.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string>? _errors;
    private readonly IDisposable _cleanUp;

    private NodeProgram(Process process, Task<string>? errors)
    {
        (_process, _errors) = (process, errors);

        // If this program must exit immediately, the node is killed without draining: nothing is lost, and the next node resumes its work.
        _cleanUp = ExitActions.Add(() =>
        {
            process.Kill();
            process.WaitForExit(Interruption.CleanUpLimit);
        });
    }

    /// <summary>Starts a node.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="url">The address at which it listens; port 0 for any free port.</param>
    /// <param name="isQuiet">Whether its output is captured, and shown only if it does not start.</param>
    public static NodeProgram Start(DataFolder folder, string url, bool isQuiet)
    {
        ProcessStartInfo start =
            new(Find()) { RedirectStandardInput = true, RedirectStandardOutput = isQuiet, RedirectStandardError = isQuiet };
        foreach (string argument in (string[])["--urls", url, "--Storage:DataFolder", folder.Path]) start.ArgumentList.Add(argument);
        start.Environment["Node__ApiKey"] = folder.EnsureKey().Key;
        start.Environment["Node__EndsWithInput"] = "true"; // so that it drains even if this program is killed
        Process process = Launch(start);
        if (isQuiet) process.BeginOutputReadLine();
        return new NodeProgram(process, isQuiet ? process.StandardError.ReadToEndAsync() : null);
    }

    /// <summary>Waits until the node serves requests, and returns its address.</summary>
    /// <exception cref="UserException">The node does not start.</exception>
    public async Task<Uri> WaitUntilReadyAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        Uri? url;
        while ((url = folder.FindNode(_process.Id)) is null)
        {
            if (_process.HasExited) throw new NodeStartException(CodeOf(_process.ExitCode), await ReadErrorsAsync());
            if (TimeProvider.System.GetElapsedTime(began) > StartLimit)
                throw new UserException(ExitCodes.Node, "The node has not started within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        return url;
    }

    /// <summary>Returns the node's exit code when it has ended.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    /// <summary>
    /// Maps a node's exit code to one of this program: that of an invalid setting is kept, so that supervisors do not retry.
    /// </summary>
    public static int CodeOf(int nodeExitCode) => nodeExitCode == ExitCodes.Settings ? ExitCodes.Settings : ExitCodes.Node;

    /// <summary>Tells the node to drain and stop (SIGTERM).</summary>
    public void Stop()
    {
        if (!_process.HasExited) _ = Libc.Kill(_process.Id, Libc.SignalTerminate);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _process.WaitForExitAsync();
        _cleanUp.Dispose();
        _process.Dispose();
    }

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new UserException(ExitCodes.Node, $"The node's program {start.FileName} cannot be run: {exception.Message}");
        }
    }

    /// <summary>Finds the node's program: <c>JPEGREDUCER_NODE</c>, or the one that was built with this program.</summary>
    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("JPEGREDUCER_NODE") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named
                : throw new UserException(ExitCodes.Settings, $"JPEGREDUCER_NODE is {named}, which is not a file.");
        }

        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] places =
        [
            Path.Combine(here, "JpegReducer.Silo"),
            Path.Combine(here, "..", "..", "Silo", Path.GetFileName(here), "JpegReducer.Silo"),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new UserException(
                ExitCodes.Node,
                "The node's program (JpegReducer.Silo) was not found beside this one. Build it, or set its path in JPEGREDUCER_NODE.");
    }

    private async Task<string> ReadErrorsAsync()
    {
        string errors = _errors is null ? "" : (await _errors).Trim();
        return errors.Length > 0 ? errors : $"The node stopped immediately, with exit code {_process.ExitCode}.";
    }
}
