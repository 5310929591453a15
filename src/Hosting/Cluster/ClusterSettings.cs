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

/// <summary>The configuration that silos and gateways of a cluster must share.</summary>
public static class ClusterSettings
{
    private const string ServiceId = "jpegreducer";

    /// <summary>
    /// How long a caller waits for a grain. Short, because a call to a silo that has just died fails only after this time. Methods that
    /// take longer return early and are called again.
    /// </summary>
    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Registers the settings of every node of a cluster.</summary>
    public static IServiceCollection AddClusterSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ClusterOptions>(configuration.GetSection(ClusterOptions.Section));
        services.AddValidatedOptions<PostgresStorageOptions>(configuration.GetSection(PostgresStorageOptions.Section));
        services.AddValidatedOptions<StorageOptions>(configuration.GetSection(StorageOptions.Section));
        services.AddValidatedOptions<RetentionOptions>(configuration.GetSection(RetentionOptions.Section));
        if (HasObjectStore(configuration)) services.AddValidatedOptions<S3Options>(configuration.GetSection(S3Options.Section));
        return services;
    }

    /// <summary>Reads the settings of the cluster.</summary>
    public static ClusterOptions Read(IConfiguration configuration) =>
        SettingsReader.Read<ClusterOptions>(configuration.GetSection(ClusterOptions.Section));

    /// <summary>Opens the storage that the nodes share.</summary>
    /// <exception cref="NodeStartException">A setting is invalid, or the database or the object store cannot be used.</exception>
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
            // The driver waits long for a server that accepts connections and does not respond; a program that is told to stop must not.
            return await Task.Run(() => ClusterStorage.OpenAsync(options, TimeProvider.System, cancellationToken), cancellationToken)
                .WaitAsync(cancellationToken);
        }
        catch (StorageUnavailableException exception)
        {
            throw new NodeStartException(
                $"{exception.Message} {exception.GetBaseException().Message}", exception)
            { IsTransient = true };
        }
        catch (Exception error) when (error is PostgresStorageException or StorageRefusedException)
        {
            throw new NodeStartException(error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                $"Storage:SharedFolder is '{options.SharedFolder}', which cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Sets the identity of the cluster.</summary>
    public static void Configure(OrleansClusterOptions orleans, ClusterOptions cluster) =>
        (orleans.ServiceId, orleans.ClusterId) = (ServiceId, cluster.Id);

    /// <summary>Sets the options of messages between nodes.</summary>
    public static void Configure(MessagingOptions messaging) => messaging.ResponseTimeout = ResponseTimeout;

    /// <summary>Preserves the types of our exceptions and of those of the database driver between nodes.</summary>
    public static void Configure(ExceptionSerializationOptions exceptions)
    {
        exceptions.SupportedNamespacePrefixes.Add("JpegReducer");
        exceptions.SupportedNamespacePrefixes.Add("Npgsql");
    }

    private static bool HasObjectStore(IConfiguration configuration) => configuration.GetSection(S3Options.Section).GetChildren().Any();
}
