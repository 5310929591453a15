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

/// <summary>A silo of a cluster: grains and workers. It is stateless; gateways are processes of their own.</summary>
internal sealed class ClusterNode : Node
{
    private ClusterNode(WebApplication app, ClusterStorage storage)
        : base(app, storage)
    {
    }

    /// <summary>
    /// Starts a silo, which serves health, metrics and the dashboard over HTTP. It is a member of its cluster when this returns.
    /// </summary>
    /// <exception cref="NodeStartException">The silo cannot start, for a reason that its operator can fix.</exception>
    public static async Task<ClusterNode> StartAsync(WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        builder.Services.AddNodeSettings(builder.Configuration).AddClusterSettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8081");
        ClusterOptions cluster = ClusterSettings.Read(builder.Configuration);
        IPAddress address = SiloAddresses.Check(cluster);
        ClusterStorage storage = await ClusterSettings.OpenStorageAsync(builder.Configuration, cancellationToken);
        return new ClusterNode(await StartAsync(() => Compose(builder, cluster, address, storage), storage, cancellationToken), storage);
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
