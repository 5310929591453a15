using System.Net;
using JpegReducer.Grains.Persistence;
using JpegReducer.Hosting.Cluster;
using JpegReducer.Storage.GrainState;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using Orleans.Storage;
using ClusterOptions = JpegReducer.Hosting.Cluster.ClusterOptions;
using OrleansClusterOptions = Orleans.Configuration.ClusterOptions;

namespace JpegReducer.Silo;

/// <summary>Configures Orleans. Reasons for the values are in <c>docs/decisions</c>.</summary>
internal static class SiloSetup
{
    /// <summary>Adds a single silo, with durable state and reminders.</summary>
    public static void AddEmbeddedSilo(this IHostApplicationBuilder builder, IGrainStateDatabase database)
    {
        builder.UseOrleans(silo =>
        {
            (int siloPort, int gatewayPort) = LoopbackPorts.FindTwo();
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "jpegreducer", clusterId: "embedded");
            silo.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddGrainState(database);
            silo.AddActivityPropagation();
            silo.AddDashboard();
        });
    }

    /// <summary>Adds a silo of a cluster, whose members find each other in the database.</summary>
    public static void AddClusterSilo(
        this IHostApplicationBuilder builder, ClusterOptions cluster, IPAddress address, IGrainStateDatabase database)
    {
        builder.UseOrleans(silo =>
        {
            silo.Configure<OrleansClusterOptions>(orleans => ClusterSettings.Configure(orleans, cluster));
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = address;
                endpoint.SiloPort = cluster.SiloPort;
                endpoint.GatewayPort = cluster.GatewayPort;
            });
            silo.UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = database.Invariant;
                clustering.DataSource = database.DataSource;
            });
            silo.Configure<ClusterMembershipOptions>(ConfigureMembership);
            silo.Configure<SiloMessagingOptions>(ClusterSettings.Configure);
            silo.Configure<ExceptionSerializationOptions>(ClusterSettings.Configure);
            silo.AddGrainState(database);
            silo.AddActivityPropagation();
            silo.AddDashboard();
        });
    }

    /// <summary>
    /// A killed silo is declared dead within two seconds, a hung one within twelve; Orleans' defaults take eleven and seventy-two. Worker
    /// threads have a lower priority than these probes, so that load does not delay them.
    /// </summary>
    private static void ConfigureMembership(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);

        // Changes of membership are sent in messages that may be lost, so the table is read too. With the default of a minute, a
        // partitioned silo runs that long without knowing that it was declared dead, and calls are routed to silos that have stopped.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // After a whole cluster was killed, its entries in the table delay the next start until they are this old.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }

    private static void AddGrainState(this ISiloBuilder silo, IGrainStateDatabase database)
    {
        silo.AddAdoNetGrainStorage(
            GrainStorageNames.Provider, builder => builder.Configure<Orleans.Serialization.Serializer>((storage, serializer) =>
        {
            storage.Invariant = database.Invariant;
            storage.DataSource = database.DataSource;
            storage.DeleteStateOnClear = true;

            // The default serializer writes .NET type names into the rows, which would prevent renaming types.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = database.Invariant;
            reminders.DataSource = database.DataSource;
        });
    }
}
