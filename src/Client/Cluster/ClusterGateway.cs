using JpegReducer.Hosting.Cluster;
using JpegReducer.Hosting.Nodes;
using JpegReducer.ServiceDefaults;
using JpegReducer.Storage.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;
using ClusterOptions = JpegReducer.Hosting.Cluster.ClusterOptions;

namespace JpegReducer.Client.Cluster;

/// <summary>A gateway of a cluster: the HTTP APIs in a process of its own that keeps nothing. Any number of them may run.</summary>
internal sealed class ClusterGateway : IAsyncDisposable
{
    /// <summary>How soon a silo that hangs is no longer asked, and a new one is.</summary>
    private static readonly TimeSpan SiloListRefresh = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly ClusterStorage _storage;

    private ClusterGateway(WebApplication app, ClusterStorage storage) => (_app, _storage) = (app, storage);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Starts a gateway. It waits for a silo, and answers requests when this returns.</summary>
    /// <exception cref="NodeStartException">It cannot start, for a reason that its operator can fix.</exception>
    public static async Task<ClusterGateway> StartAsync(string[] args, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeHost.CreateBuilder(args);
        builder.Services.AddClusterSettings(builder.Configuration);
        builder.Services.AddGatewaySettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8080");
        ClusterOptions cluster = ClusterSettings.Read(builder.Configuration);
        ClusterStorage storage = await ClusterSettings.OpenStorageAsync(builder.Configuration, cancellationToken);
        try
        {
            WebApplication app = Compose(builder, cluster, storage);
            await app.StartNodeAsync(cancellationToken);
            return new ClusterGateway(app, storage);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the gateway has been told to stop, and has answered what it was asked before.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static WebApplication Compose(WebApplicationBuilder builder, ClusterOptions cluster, ClusterStorage storage)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddServiceDefaults();
        builder.Services.AddClusterStorage(storage);
        builder.UseOrleansClient(client => client
            .Configure<Orleans.Configuration.ClusterOptions>(orleans => ClusterSettings.Name(orleans, cluster))
            .Configure<ClientMessagingOptions>(ClusterSettings.Configure)
            .Configure<ExceptionSerializationOptions>(ClusterSettings.Configure)
            .Configure<Orleans.Configuration.GatewayOptions>(silos => silos.GatewayListRefreshPeriod = SiloListRefresh)
            .UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = storage.Database.GrainState.Invariant;
                clustering.DataSource = storage.Database.GrainState.DataSource;
            })
            .UseConnectionRetryFilter<SiloWait>()
            .AddActivityPropagation());
        builder.AddGateway(mode: "cluster");

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        return app;
    }
}
