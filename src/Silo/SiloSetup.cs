using System.Net;
using JpegReducer.Grains;
using JpegReducer.Hosting.Cluster;
using JpegReducer.Storage.GrainState;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using Orleans.Storage;
using ClusterOptions = JpegReducer.Hosting.Cluster.ClusterOptions;
using OrleansClusterOptions = Orleans.Configuration.ClusterOptions;

namespace JpegReducer.Silo;

/// <summary>How Orleans is set up. The figures and what they follow from are in <c>docs/decisions</c>.</summary>
internal static class SiloSetup
{
    /// <summary>A silo on its own, with durable state and reminders.</summary>
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

    /// <summary>A silo among others, which find each other through the database.</summary>
    public static void AddClusterSilo(this IHostApplicationBuilder builder, ClusterOptions cluster, IPAddress address, IGrainStateDatabase database)
    {
        builder.UseOrleans(silo =>
        {
            silo.Configure<OrleansClusterOptions>(orleans => ClusterSettings.Name(orleans, cluster));
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
    /// A silo that is killed is given up within two seconds, one that hangs within twelve; with Orleans' defaults it takes eleven and
    /// seventy-two. Workers run below the priority of these probes, so that no load makes a silo miss them.
    /// </summary>
    private static void ConfigureMembership(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);

        // News of members travels by messages that may be lost; the table is asked for them this often too. With the default, a minute, a
        // silo that was cut off goes on for so long without knowing that it was given up, and others look for grains on one that has ended.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // What is left of a cluster that was killed as a whole delays the next one's start until it is this much out of date.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }

    private static void AddGrainState(this ISiloBuilder silo, IGrainStateDatabase database)
    {
        silo.AddAdoNetGrainStorage(GrainStorageNames.Provider, builder => builder.Configure<Orleans.Serialization.Serializer>((storage, serializer) =>
        {
            storage.Invariant = database.Invariant;
            storage.DataSource = database.DataSource;
            storage.DeleteStateOnClear = true;

            // The default writes .NET type names into the rows, which no class could ever leave again.
            storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = database.Invariant;
            reminders.DataSource = database.DataSource;
        });
    }
}
