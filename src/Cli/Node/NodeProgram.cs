using System.Diagnostics;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Node;

/// <summary>The node's program, run as a child: a process of its own, told to drain when it is no longer needed.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string>? _errors;
    private readonly IDisposable _cleanUp;

    private NodeProgram(Process process, Task<string>? errors)
    {
        (_process, _errors) = (process, errors);

        // Not drained where this program must end at once: a killed node loses nothing, and leaves the data folder to the next.
        _cleanUp = ExitActions.Add(() =>
        {
            process.Kill();
            process.WaitForExit(Interruption.CleanUpLimit);
        });
    }

    /// <summary>Starts a node.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="url">Where it shall listen; port 0 for any that is free.</param>
    /// <param name="isQuiet">Whether its talk is kept back, to be shown only where it does not start.</param>
    public static NodeProgram Start(DataFolder folder, string url, bool isQuiet)
    {
        ProcessStartInfo start = new(Find()) { RedirectStandardInput = true, RedirectStandardOutput = isQuiet, RedirectStandardError = isQuiet };
        foreach (string argument in (string[])["--urls", url, "--Storage:DataFolder", folder.Path]) start.ArgumentList.Add(argument);
        start.Environment["Node__ApiKey"] = folder.EnsureKey().Key;
        start.Environment["Node__EndsWithInput"] = "true"; // so that it drains even where this program is killed
        Process process = Launch(start);
        if (isQuiet) process.BeginOutputReadLine();
        return new NodeProgram(process, isQuiet ? process.StandardError.ReadToEndAsync() : null);
    }

    /// <summary>Returns where the node listens, as soon as it does.</summary>
    /// <exception cref="UserException">The node does not start.</exception>
    public async Task<Uri> WaitUntilReadyAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        Uri? url;
        while ((url = folder.FindNode(_process.Id)) is null)
        {
            if (_process.HasExited) throw new NodeStartException(CodeOf(_process.ExitCode), await WhyAsync());
            if (TimeProvider.System.GetElapsedTime(began) > StartLimit) throw new UserException(ExitCodes.Node, "The node has not started within a minute.");
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

    /// <summary>What a node's exit code is as one of this program: a wrong setting is passed on, so that it is not tried again.</summary>
    public static int CodeOf(int nodeExitCode) => nodeExitCode == ExitCodes.Settings ? ExitCodes.Settings : ExitCodes.Node;

    /// <summary>Tells the node to drain and to end (SIGTERM).</summary>
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

    /// <summary>The program as it was built beside this one, or as <c>JPEGREDUCER_NODE</c> says.</summary>
    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("JPEGREDUCER_NODE") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new UserException(ExitCodes.Settings, $"JPEGREDUCER_NODE is {named}, which is not a file.");
        }

        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] places =
        [
            Path.Combine(here, "JpegReducer.Silo"),
            Path.Combine(here, "..", "..", "Silo", Path.GetFileName(here), "JpegReducer.Silo"),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new UserException(ExitCodes.Node, "The node's program (JpegReducer.Silo) is not beside this one. Build it, or say "
                + "where it is in JPEGREDUCER_NODE.");
    }

    private async Task<string> WhyAsync()
    {
        string errors = _errors is null ? "" : (await _errors).Trim();
        return errors.Length > 0 ? errors : $"The node ended at once, with exit code {_process.ExitCode}.";
    }
}
