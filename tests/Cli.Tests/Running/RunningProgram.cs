using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>The program at work.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Long enough for a machine that is busy with something else; nothing here waits for it to pass.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;

    internal RunningProgram(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Waits for a line on the standard output.</summary>
    /// <param name="isMeant">Which.</param>
    public async Task<string> ReadLineAsync(Func<string, bool> isMeant)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            _output.AppendLine(line);
            if (isMeant(line)) return line;
        }

        throw new InvalidOperationException($"The program ended with {_process.ExitCode} and did not say it. It said: {_output}{await _errors}");
    }

    /// <summary>Sends a signal by its name, such as <c>INT</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="toGroup">Whether to the process's whole group, as a terminal does.</param>
    public async Task SignalAsync(string name, bool toGroup = false)
    {
        string target = (toGroup ? "-" : "") + _process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", [$"-{name}", "--", target]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end without reading what the program writes.</summary>
    public Task ExitedAsync() => _process.WaitForExitAsync().WaitAsync(Limit);

    /// <summary>Waits for the end.</summary>
    public async Task<EndedProgram> WaitAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit));
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return new EndedProgram(_process.ExitCode, _output.ToString(), await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
