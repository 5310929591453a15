using System.Net.Http.Headers;
using System.Security.Cryptography;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Silo;
using JpegReducer.Support.Files;
using JpegReducer.Support.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Tests;

/// <summary>One node for all tests of the gateway. Each test has accounts of its own, and so jobs and usage of its own.</summary>
public class GatewayNode : IAsyncLifetime
{
    public const string Collection = "gateway";
    public const int MaxUploadBytes = 1 << 20;

    private readonly TemporaryFolder _data = new();
    private EmbeddedNode _node = null!;

    /// <summary>Settings beyond those of every test.</summary>
    protected virtual IEnumerable<string> Settings => [];

    public Uri Url => _node.Url;

    public IServiceProvider Services => _node.Services;

    public IEnumerable<RouteEndpoint> Routes => _node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public IGrainFactory Grains => _node.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Changes what the node registers.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        DocumentedStatuses documented = new();
        _node = await EmbeddedNode.StartAsync(
            ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", _data.Path, "--Gateway:MaxUploadBytes", $"{MaxUploadBytes}", .. Settings],
            services =>
            {
                services.AddSingleton<IStartupFilter>(documented);
                Configure(services);
            },
            CancellationToken.None);
        using HttpClient stranger = Stranger();
        documented.Read(await stranger.GetStringAsync("/openapi/v1.json"));
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Somebody without a key.</summary>
    public HttpClient Stranger() => new() { BaseAddress = Url };

    /// <summary>The holder of a key, whether the node knows it or not.</summary>
    public HttpClient Holder(string key) => new() { BaseAddress = Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    /// <summary>The owner of a new account.</summary>
    public async Task<HttpClient> OwnerAsync(long? monthlyLimit = null) => Holder(await NewKeyAsync(ApiKeyScopes.Optimize, monthlyLimit));

    /// <summary>The owner of a new account, with a client for the common steps.</summary>
    public async Task<(HttpClient Http, NodeClient Node)> CustomerAsync()
    {
        HttpClient http = await OwnerAsync();
        return (http, new NodeClient(http));
    }

    /// <summary>A key of a new account.</summary>
    public async Task<string> NewKeyAsync(ApiKeyScopes scopes, long? monthlyLimit = null)
    {
        string key = $"jr_test_{RandomNumberGenerator.GetHexString(48)}";
        IUserGrain account = Grains.GetGrain<IUserGrain>(Guid.NewGuid());
        await account.EnsureAsync("somebody");
        await Grains.GetGrain<IUsageGrain>(account.GetPrimaryKey()).SetMonthlyLimitAsync(monthlyLimit);
        await account.AddKeyAsync(ApiKeyHash.Of(key), key[^4..], "a key", scopes);
        return key;
    }

    /// <summary>The files that were uploaded for a job or are handed out for it, and those that were begun.</summary>
    public string[] FilesOf(string job) => [.. Files().Where(file => file.Contains(job, StringComparison.Ordinal))];

    /// <summary>All files of the blob store: the data folder's own lie above them.</summary>
    public string[] Files() => [.. Directory.GetDirectories(_data.Path).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))];
}

/// <summary>The tests that share the node.</summary>
[CollectionDefinition(GatewayNode.Collection)]
public sealed class GatewayTests : ICollectionFixture<GatewayNode>;
