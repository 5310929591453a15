using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Storage.Embedded;

/// <summary>Registers storage.</summary>
public static class EmbeddedStorageServices
{
    /// <summary>Registers the ports of an open storage. The caller disposes it after the host has stopped.</summary>
    public static IServiceCollection AddEmbeddedStorage(this IServiceCollection services, EmbeddedStorage storage) => services
        .AddSingleton(storage.Folders)
        .AddSingleton(storage.Blobs)
        .AddSingleton(storage.Ledger)
        .AddSingleton(storage.Journal)
        .AddSingleton(storage.GrainState);
}
