using JpegReducer.Hosting.Nodes;
using JpegReducer.Hosting.Settings;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using OrleansClusterOptions = Orleans.Configuration.ClusterOptions;

namespace JpegReducer.Hosting.Cluster;

/// <summary>What silos and gateways of a cluster have to agree on, from their settings.</summary>
public static class ClusterSettings
{
    private const string ServiceId = "jpegreducer";

    /// <summary>
    /// How long a caller waits for a grain: a call to a silo that was just lost ends no sooner, so it is kept short. What takes
    /// longer answers early and is asked again.
    /// </summary>
    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Registers the settings that every node of a cluster has.</summary>
    public static IServiceCollection AddClusterSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ClusterOptions>(configuration.GetSection(ClusterOptions.Section));
        services.AddValidatedOptions<PostgresStorageOptions>(configuration.GetSection(PostgresStorageOptions.Section));
        services.AddValidatedOptions<StorageOptions>(configuration.GetSection(StorageOptions.Section));
        services.AddValidatedOptions<RetentionOptions>(configuration.GetSection(RetentionOptions.Section));
        if (HasObjectStore(configuration)) services.AddValidatedOptions<S3Options>(configuration.GetSection(S3Options.Section));
        return services;
    }

    /// <summary>The cluster that the settings name.</summary>
    public static ClusterOptions Read(IConfiguration configuration) => SettingsReader.Read<ClusterOptions>(configuration.GetSection(ClusterOptions.Section));

    /// <summary>Opens what the nodes share.</summary>
    /// <exception cref="NodeStartException">A setting is wrong, or the database or the object store cannot be used.</exception>
    public static async Task<ClusterStorage> OpenStorageAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        ClusterStorageOptions options = new()
        {
            Postgres = SettingsReader.Read<PostgresStorageOptions>(configuration.GetSection(PostgresStorageOptions.Section)),
            S3 = HasObjectStore(configuration) ? SettingsReader.Read<S3Options>(configuration.GetSection(S3Options.Section)) : null,
            SharedFolder = SettingsReader.Read<StorageOptions>(configuration.GetSection(StorageOptions.Section)).SharedFolder,
        };
        try
        {
            // A server that accepts and does not answer is waited for up to the driver's limit; a program that is told to stop does not wait so long.
            return await Task.Run(() => ClusterStorage.OpenAsync(options, TimeProvider.System, cancellationToken), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            throw new NodeStartException($"{unavailable.Message} {unavailable.GetBaseException().Message}", unavailable) { MayPass = true };
        }
        catch (Exception unusable) when (unusable is PostgresStorageException or StorageRefusedException)
        {
            throw new NodeStartException(unusable.Message, unusable);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"Storage:SharedFolder is '{options.SharedFolder}', which cannot be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>Names the cluster to Orleans.</summary>
    public static void Name(OrleansClusterOptions orleans, ClusterOptions cluster) => (orleans.ServiceId, orleans.ClusterId) = (ServiceId, cluster.Id);

    /// <summary>Sets what holds for every message between nodes.</summary>
    public static void Configure(MessagingOptions messaging) => messaging.ResponseTimeout = ResponseTimeout;

    /// <summary>Lets the exceptions of our ports and of the database's driver cross between nodes as what they are.</summary>
    public static void Configure(ExceptionSerializationOptions exceptions)
    {
        exceptions.SupportedNamespacePrefixes.Add("JpegReducer");
        exceptions.SupportedNamespacePrefixes.Add("Npgsql");
    }

    private static bool HasObjectStore(IConfiguration configuration) => configuration.GetSection(S3Options.Section).GetChildren().Any();
}
