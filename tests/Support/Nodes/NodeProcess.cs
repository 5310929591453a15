using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace JpegReducer.Support.Nodes;

/// <summary>A node in a process of its own: started, killed, started again on the same data folder. Stops what it started.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private string[] _settings;
    private Process? _process;
    private Task<string>? _errors;

    private NodeProcess(string dataFolder, string[] settings)
    {
        DataFolder = dataFolder;
        _settings = settings;
        ApiKey = $"jr_test_{RandomNumberGenerator.GetHexString(48, lowercase: true)}";
    }

    /// <summary>Where the node keeps everything.</summary>
    public string DataFolder { get; }

    /// <summary>A key that is valid for the node's local account, with all scopes.</summary>
    public string ApiKey { get; }

    /// <summary>Where the node listens, since its last start.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The process, to look at.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>The most that the process has had in memory so far.</summary>
    public double PeakMegabytes
    {
        get
        {
            string line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    /// <summary>Starts a node on a data folder.</summary>
    /// <param name="dataFolder">Made where it is missing.</param>
    /// <param name="settings">More settings, as on the command line.</param>
    public static async Task<NodeProcess> StartAsync(string dataFolder, params string[] settings)
    {
        NodeProcess node = new(dataFolder, settings);
        await node.StartAgainAsync();
        return node;
    }

    /// <summary>Runs the node's program to its end: for starts that must fail.</summary>
    public static async Task<(int ExitCode, string Errors)> RunToEndAsync(string dataFolder, params string[] settings)
    {
        await using NodeProcess node = new(dataFolder, settings);
        node.Launch();
        await node._process!.WaitForExitAsync().WaitAsync(StartLimit);
        return (node._process.ExitCode, await node._errors!);
    }

    /// <summary>Starts the node again, after it was killed or stopped.</summary>
    /// <param name="settings">Settings in place of the former ones; those stay where none are given.</param>
    /// <exception cref="InvalidOperationException">It ended before it could be spoken to.</exception>
    public async Task StartAgainAsync(params string[] settings)
    {
        if (settings.Length > 0) _settings = settings;
        File.Delete(Path.Combine(DataFolder, "node.json"));
        Launch();
        using CancellationTokenSource limit = new(StartLimit);
        while (!TryReadUrl())
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The node ended with {_process.ExitCode}: {await _errors!}");
            await Task.WhenAny(_process.WaitForExitAsync(limit.Token), WaitForFileAsync(limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A client that is signed in.</summary>
    public HttpClient CreateClient() => new()
    {
        BaseAddress = Url,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ApiKey) },
    };

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Whether the node has ended.</summary>
    public bool HasExited => _process!.HasExited;

    /// <summary>Returns when the node has ended by itself.</summary>
    public Task WaitForExitAsync() => _process!.WaitForExitAsync();

    /// <summary>Asks the node to stop (SIGTERM), and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;

        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Launch()
    {
        _process?.Dispose();
        ProcessStartInfo start = new(Program()) { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", DataFolder, .. _settings];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["Node__ApiKey"] = ApiKey;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _process.BeginOutputReadLine(); // read and dropped, so that the node never waits for its reader
    }

    private bool TryReadUrl()
    {
        string file = Path.Combine(DataFolder, "node.json");
        if (!File.Exists(file)) return false;

        using JsonDocument node = JsonDocument.Parse(File.ReadAllBytes(file));
        Url = new Uri(node.RootElement.GetProperty("url").GetString()!);
        return true;
    }

    private async Task WaitForFileAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(DataFolder)) Directory.CreateDirectory(DataFolder);
        using FileSystemWatcher watcher = new(DataFolder, "node.json");
        TaskCompletionSource seen = new();
        watcher.Created += (_, _) => seen.TrySetResult();
        watcher.Renamed += (_, _) => seen.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(Path.Combine(DataFolder, "node.json"))) await seen.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The node as it was built beside whoever runs this, in the same configuration.</summary>
    private static string Program()
    {
        DirectoryInfo here = new(AppContext.BaseDirectory);
        string configuration = here.Name;
        for (DirectoryInfo? folder = here; folder is not null; folder = folder.Parent)
        {
            string program = Path.Combine(folder.FullName, "artifacts", "bin", "Silo", configuration, "JpegReducer.Silo");
            if (File.Exists(program)) return program;
        }

        throw new FileNotFoundException("The node is not built. Build the solution first.");
    }
}
