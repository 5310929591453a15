using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>A node in this process, with its own data folder.</summary>
public sealed class TestNode : IAsyncDisposable, IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private EmbeddedNode _node = null!;

    public string Key { get; } = $"jr_test_{RandomNumberGenerator.GetHexString(48)}";

    public IGrainFactory Grains => _node.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _node.Services;

    public string DataFolder => _data.Path;

    public static async Task<TestNode> StartAsync(Action<IServiceCollection>? configure = null, params string[] settings)
    {
        TestNode node = new();
        await node.StartNodeAsync(configure, settings);
        return node;
    }

    /// <summary>Stops the node and starts another on the same folder.</summary>
    public async Task RestartAsync(Action<IServiceCollection>? configure = null, params string[] settings)
    {
        await _node.DisposeAsync();
        await StartNodeAsync(configure, settings);
    }

    public NodeClient CreateClient() => new(CreateHttpClient());

    public HttpClient CreateHttpClient() => new()
    {
        BaseAddress = _node.Url,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
    };

    /// <summary>Whether a file of the data folder contains a text, in UTF-8 or UTF-16.</summary>
    public bool HasStored(string text) => Directory.EnumerateFiles(DataFolder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "node.lock") // locked; contains only a process id
        .Any(file =>
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
        });

    Task IAsyncLifetime.InitializeAsync() => StartNodeAsync(configure: null, settings: []);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartNodeAsync(Action<IServiceCollection>? configure, string[] settings) =>
        _node = await EmbeddedNode.StartAsync(
            ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", _data.Path, "--Node:ApiKey", Key, .. settings], configure,
            CancellationToken.None);
}
