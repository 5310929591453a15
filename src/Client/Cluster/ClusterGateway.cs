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

/// <summary>A gateway of a cluster: the HTTP APIs in a stateless process of their own. Any number of gateways may run.</summary>
internal sealed class ClusterGateway : Node
{
    /// <summary>How often the list of silos is read: a hung silo is not called and a new one is not used for up to this long.</summary>
    private static readonly TimeSpan SiloListRefresh = TimeSpan.FromSeconds(5);

    private ClusterGateway(WebApplication app, ClusterStorage storage)
        : base(app, storage)
    {
    }

    /// <summary>Starts a gateway. It waits for a silo, and serves requests when this returns.</summary>
    /// <exception cref="NodeStartException">It cannot start, for a reason that its operator can fix.</exception>
    public static async Task<ClusterGateway> StartAsync(string[] args, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = NodeBuilder.Create(args);
        builder.Services.AddClusterSettings(builder.Configuration).AddGatewaySettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8080");
        ClusterOptions cluster = ClusterSettings.Read(builder.Configuration);
        ClusterStorage storage = await ClusterSettings.OpenStorageAsync(builder.Configuration, cancellationToken);
        return new ClusterGateway(await StartAsync(() => Compose(builder, cluster, storage), storage, cancellationToken), storage);
    }

    private static WebApplication Compose(WebApplicationBuilder builder, ClusterOptions cluster, ClusterStorage storage)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddServiceDefaults();
        builder.Services.AddClusterStorage(storage);
        builder.UseOrleansClient(client => client
            .Configure<Orleans.Configuration.ClusterOptions>(orleans => ClusterSettings.Configure(orleans, cluster))
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
