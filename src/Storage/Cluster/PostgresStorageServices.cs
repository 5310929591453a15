using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Storage.Cluster;

/// <summary>Registers storage.</summary>
public static class PostgresStorageServices
{
    /// <summary>Registers the ports of an open storage. The caller disposes it after the host has stopped.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresStorage storage) => services
        .AddSingleton(storage.Ledger)
        .AddSingleton(storage.Journal)
        .AddSingleton(storage.GrainState);
}
