using System.Net;
using JpegReducer.Grains;
using JpegReducer.Storage.GrainState;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;

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
