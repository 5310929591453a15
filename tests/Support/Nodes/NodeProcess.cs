using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace JpegReducer.Support.Nodes;

/// <summary>An embedded node in a separate process: started, killed, restarted on the same data folder. Stops what it started.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private ServiceProcess _process;

    private NodeProcess(string dataFolder, string[] settings)
    {
        DataFolder = dataFolder;
        ApiKey = $"jr_test_{RandomNumberGenerator.GetHexString(48, lowercase: true)}";
        _process = Prepare(settings);
    }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>A key that is valid for the node's local account, with all scopes.</summary>
    public string ApiKey { get; }

    /// <summary>Where the node listens, since its last start.</summary>
    public Uri Url => _process.Url;

    /// <summary>The process, for inspection.</summary>
    public int ProcessId => _process.ProcessId;

    /// <summary>The peak memory of the process so far.</summary>
    public double PeakMegabytes => _process.PeakMegabytes;

    /// <summary>Starts a node on a data folder.</summary>
    /// <param name="dataFolder">Created if missing.</param>
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
        return (await node._process.RunToEndAsync(), node._process.Output);
    }

    /// <summary>Starts the node again, after it was killed or stopped.</summary>
    /// <param name="settings">Settings that replace the earlier ones, if given.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready.</exception>
    public async Task StartAgainAsync(params string[] settings)
    {
        if (settings.Length > 0)
        {
            await _process.DisposeAsync();
            _process = Prepare(settings);
        }

        await _process.StartAsync();
    }

    /// <summary>An authenticated client.</summary>
    public HttpClient CreateClient() => new()
    {
        BaseAddress = Url,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ApiKey) },
    };

    /// <summary><c>kill -9</c>.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Whether the node has ended.</summary>
    public bool HasExited => !_process.IsRunning;

    /// <summary>Returns when the node has ended by itself.</summary>
    public Task WaitForExitAsync() => _process.WaitForEndAsync();

    /// <summary>Asks the node to stop (SIGTERM), and returns its exit code.</summary>
    public Task<int> StopAsync() => _process.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ServiceProcess Prepare(string[] settings) =>
        new("Silo", ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", DataFolder, .. settings],
            [KeyValuePair.Create("Node__ApiKey", ApiKey)]);
}
