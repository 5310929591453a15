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

/// <summary>One node for all tests of the gateway. Each test has its own accounts, and so its own jobs and usage.</summary>
public class GatewayNode : IAsyncLifetime
{
    public const string Collection = "gateway";
    public const int MaxUploadBytes = 1 << 20;

    private readonly TemporaryFolder _data = new();
    private EmbeddedNode _node = null!;

    /// <summary>Additional settings.</summary>
    protected virtual IEnumerable<string> Settings => [];

    public Uri Url => _node.Url;

    public IServiceProvider Services => _node.Services;

    public IEnumerable<RouteEndpoint> Routes => _node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public IGrainFactory Grains => _node.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Changes the services of the node.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        DocumentedStatuses documented = new();
        _node = await EmbeddedNode.StartAsync(
            ["--urls", "http://127.0.0.1:0", "--Storage:DataFolder", _data.Path, "--Gateway:MaxUploadBytes", $"{MaxUploadBytes}",
                .. Settings],
            services =>
            {
                services.AddSingleton<IStartupFilter>(documented);
                Configure(services);
            },
            CancellationToken.None);
        using HttpClient anonymous = Anonymous();
        documented.Read(await anonymous.GetStringAsync("/openapi/v1.json"));
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>A client without a key.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Url };

    /// <summary>A client with a key, known or unknown.</summary>
    public HttpClient WithKey(string key) =>
        new() { BaseAddress = Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    /// <summary>A client of a new account.</summary>
    public async Task<HttpClient> NewAccountAsync(long? monthlyLimit = null) =>
        WithKey(await NewKeyAsync(ApiKeyScopes.Optimize, monthlyLimit));

    /// <summary>A client of a new account, also for the common steps.</summary>
    public async Task<(HttpClient Http, NodeClient Node)> CustomerAsync()
    {
        HttpClient http = await NewAccountAsync();
        return (http, new NodeClient(http));
    }

    /// <summary>A key of a new account.</summary>
    public async Task<string> NewKeyAsync(ApiKeyScopes scopes, long? monthlyLimit = null)
    {
        string key = $"jr_test_{RandomNumberGenerator.GetHexString(48)}";
        IUserGrain account = Grains.GetGrain<IUserGrain>(Guid.NewGuid());
        await account.EnsureAsync("ada");
        await Grains.GetGrain<IUsageGrain>(account.GetPrimaryKey()).SetMonthlyLimitAsync(monthlyLimit);
        await account.AddKeyAsync(ApiKeyHash.Of(key), key[^4..], "a key", scopes);
        return key;
    }

    /// <summary>The uploads and results of a job, including incomplete ones.</summary>
    public string[] FilesOf(string job) => [.. Files().Where(file => file.Contains(job, StringComparison.Ordinal))];

    /// <summary>All files of the blob store: those of the data folder itself are one level up.</summary>
    public string[] Files() =>
        [.. Directory.GetDirectories(_data.Path).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))];
}

/// <summary>The tests that share the node.</summary>
[CollectionDefinition(GatewayNode.Collection)]
public sealed class GatewayTests : ICollectionFixture<GatewayNode>;
