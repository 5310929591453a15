using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace JpegReducer.Support.Nodes;

/// <summary>
/// One of our programs in a separate process: started, killed, frozen, stopped, restarted. Stops what it started. It is ready when
/// it has written a line that ends with its address.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const int LinesKept = 200;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly ProcessStartInfo _start;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private TaskCompletionSource<Uri> _listens = new();

    /// <summary>Prepares a process that is not yet started.</summary>
    /// <param name="project">The project of the program: the folder below <c>src</c>.</param>
    /// <param name="arguments">Settings as on the command line.</param>
    /// <param name="environment">Settings that must not show in a list of processes.</param>
    /// <param name="launcher">A program, with its arguments, that executes ours.</param>
    public ServiceProcess(
        string project, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment,
        IReadOnlyList<string>? launcher = null)
    {
        string[] command = [.. launcher ?? [], Program(project), .. arguments];
        _start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment) _start.Environment[name] = value;
    }

    /// <summary>Where the program lies.</summary>
    public string ProgramFolder =>
        Path.GetDirectoryName(_start.ArgumentList.Prepend(_start.FileName).First(
            part => Path.GetFileName(part).StartsWith("JpegReducer.", StringComparison.Ordinal)))!;

    /// <summary>Where it listens, since its last start.</summary>
    public Uri Url => _listens.Task.Result;

    /// <summary>The process, for inspection.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The last lines that it wrote, over all starts.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The peak memory of the process so far.</summary>
    public double PeakMegabytes
    {
        get
        {
            string line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    /// <summary>Starts the program; it is ready when this returns.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task StartAsync()
    {
        Launch();
        Task ended = _process!.WaitForExitAsync();
        await Task.WhenAny(_listens.Task, ended).WaitAsync(StartLimit);
        if (!_listens.Task.IsCompleted) throw new InvalidOperationException($"The program ended with {_process.ExitCode}: {Output}");
    }

    /// <summary>Runs the program to its end: for starts that must fail.</summary>
    public async Task<int> RunToEndAsync()
    {
        Launch();
        return await WaitForEndAsync();
    }

    /// <summary>Starts the program again as often as it ends, as a supervisor does.</summary>
    /// <returns>How often that was, once <paramref name="enough"/> is cancelled.</returns>
    public async Task<int> SuperviseAsync(CancellationToken enough)
    {
        for (int deaths = 0; ; deaths++)
        {
            try
            {
                await _process!.WaitForExitAsync(enough);
            }
            catch (OperationCanceledException)
            {
                return deaths;
            }

            await StartAsync();
        }
    }

    /// <summary>Returns its exit code when it has ended by itself.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the program to stop (SIGTERM), and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await WaitForEndAsync();
    }

    /// <summary>Freezes the process (SIGSTOP).</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Resumes the process (SIGCONT).</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;

        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    /// <summary>The program built in the same configuration as the caller.</summary>
    private static string Program(string project)
    {
        DirectoryInfo here = new(AppContext.BaseDirectory);
        string configuration = here.Name;
        for (DirectoryInfo? folder = here; folder is not null; folder = folder.Parent)
        {
            string program = Path.Combine(folder.FullName, "artifacts", "bin", project, configuration, $"JpegReducer.{project}");
            if (File.Exists(program)) return program;
        }

        throw new FileNotFoundException($"{project} is not built. Build the solution first.");
    }

    private void Launch()
    {
        _process?.Dispose();
        _listens = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = _start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        _output.Enqueue(line);
        if (_output.Count > LinesKept) _output.TryDequeue(out _);
        if (line.Split(' ') is [.., "at", var address] && Uri.TryCreate(address, UriKind.Absolute, out Uri? url))
            _listens.TrySetResult(url);
    }

    private async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
