using System.Net;
using JpegReducer.Hosting.Cluster;
using JpegReducer.Hosting.Health;
using JpegReducer.Hosting.Nodes;
using JpegReducer.Hosting.Security;
using JpegReducer.ServiceDefaults;
using JpegReducer.ServiceDefaults.Health;
using JpegReducer.Silo.Health;
using JpegReducer.Storage.Cluster;
using Orleans.Dashboard;

namespace JpegReducer.Silo;

/// <summary>One silo of a cluster: grains and workers. It keeps nothing of its own; gateways are processes of their own.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ClusterStorage _storage;

    private ClusterNode(WebApplication app, ClusterStorage storage) => (_app, _storage) = (app, storage);

    /// <summary>Where health, metrics and the dashboard are.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Starts a silo. It is a member of its cluster when this returns.</summary>
    /// <exception cref="NodeStartException">The silo cannot start, for a reason that its operator can fix.</exception>
    public static async Task<ClusterNode> StartAsync(WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        builder.Services.AddNodeSettings(builder.Configuration).AddClusterSettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8081");
        ClusterOptions cluster = ClusterSettings.Read(builder.Configuration);
        IPAddress address = SiloAddresses.Check(cluster);
        ClusterStorage storage = await ClusterSettings.OpenStorageAsync(builder.Configuration, cancellationToken);
        try
        {
            WebApplication app = Compose(builder, cluster, address, storage);
            await app.StartNodeAsync(cancellationToken);
            return new ClusterNode(app, storage);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the silo has been told to stop, and has drained.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static WebApplication Compose(WebApplicationBuilder builder, ClusterOptions cluster, IPAddress address, ClusterStorage storage)
    {
        builder.AddClusterSilo(cluster, address, storage.Database.GrainState);
        builder.Services.AddClusterStorage(storage);
        builder.AddNode();
        builder.Services.AddApiKeys(builder.Configuration);
        builder.Services.AddProblemDetails();
        builder.Services.AddReadinessChecks().AddCheck<MembershipCheck>("membership", tags: [HealthTags.Ready]);

        WebApplication app = builder.Build();
        app.UseTrustedProxies();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapServiceDefaults();
        app.MapOrleansDashboard("/dashboard").RequireOperator();
        return app;
    }
}
