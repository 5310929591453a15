using System.Net.Http.Headers;
using System.Security.Cryptography;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>A node in this process, with its own data folder.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _key = $"jr_test_{RandomNumberGenerator.GetHexString(48)}";
    private EmbeddedNode _node = null!;

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
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", _key) },
    };

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartNodeAsync(Action<IServiceCollection>? configure, string[] settings) =>
        _node = await EmbeddedNode.StartAsync(
            ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", _data.Path, "--Node:ApiKey", _key, .. settings], configure,
            CancellationToken.None);
}
