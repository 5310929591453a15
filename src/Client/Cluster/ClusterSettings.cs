using JpegReducer.ServiceDefaults.Hosting;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Storage.Cluster;
using JpegReducer.Storage.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using OrleansClusterOptions = Orleans.Configuration.ClusterOptions;

namespace JpegReducer.Client.Cluster;

/// <summary>What silos and gateways of a cluster have to agree on, from their settings.</summary>
public static class ClusterSettings
{
    private const string ServiceId = "jpegreducer";
    private const string SharedFolder = "Storage:SharedFolder";

    /// <summary>
    /// How long a caller waits for a grain: a call to a silo that was just lost ends no sooner, so it is kept short. What takes
    /// longer answers early and is asked again.
    /// </summary>
    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The cluster that the settings name.</summary>
    /// <exception cref="NodeStartException">A setting is wrong.</exception>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        ClusterOptions options = Bind<ClusterOptions>(configuration, ClusterOptions.Section);
        ValidateOptionsResult result = new ClusterOptionsValidator().Validate(null, options);
        return result.Failed ? throw new NodeStartException(string.Join(' ', result.Failures)) : options;
    }

    /// <summary>Opens what the nodes share.</summary>
    /// <exception cref="NodeStartException">A setting is wrong, or the database cannot be used.</exception>
    public static async Task<ClusterStorage> OpenStorageAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        ClusterStorageOptions options = new()
        {
            Postgres = Bind<PostgresStorageOptions>(configuration, PostgresStorageOptions.Section),
            S3 = configuration.GetSection(S3Options.Section).Exists() ? Bind<S3Options>(configuration, S3Options.Section) : null,
            SharedFolder = configuration[SharedFolder],
        };
        try
        {
            return await ClusterStorage.OpenAsync(options, TimeProvider.System, cancellationToken);
        }
        catch (OptionsValidationException invalid)
        {
            throw new NodeStartException(string.Join(' ', invalid.Failures), invalid);
        }
        catch (StorageUnavailableException away)
        {
            throw new NodeStartException($"{away.Message} {away.GetBaseException().Message}", away) { MayPass = true };
        }
        catch (PostgresStorageException unusable)
        {
            throw new NodeStartException(unusable.Message, unusable);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The shared folder '{options.SharedFolder}' cannot be used: {unusable.Message}", unusable);
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

    private static T Bind<T>(IConfiguration configuration, string section)
        where T : new()
    {
        try
        {
            T options = new();
            configuration.GetSection(section).Bind(options);
            return options;
        }
        catch (InvalidOperationException unreadable)
        {
            throw new NodeStartException(unreadable.Message, unreadable); // names the setting and its value
        }
    }
}
