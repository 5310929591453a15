using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Blobs.FileSystem;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JpegReducer.Storage.Cluster;

/// <summary>
/// The storage that the nodes of a cluster share: a database, and files in an object store or a shared folder. Opened before a node is built, so
/// that wrong settings end the start with a message; disposed after the node has stopped.
/// </summary>
public sealed class ClusterStorage : IAsyncDisposable
{
    private ClusterStorage(PostgresStorage database, IBlobStore blobs, StorageFolders folders) =>
        (Database, Blobs, Folders) = (database, blobs, folders);

    /// <summary>Jobs and items, grain state, membership.</summary>
    public PostgresStorage Database { get; }

    /// <summary>The shared folder; none if files are in an object store.</summary>
    public StorageFolders Folders { get; }

    /// <summary>The files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Checks that files can be written, connects to the database and migrates it.</summary>
    /// <param name="options">The settings of database and files.</param>
    /// <param name="time">Determines the days for which partitions are created ahead.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="OptionsValidationException">A setting is missing or wrong; the message says which.</exception>
    /// <exception cref="StorageUnavailableException">The database or the object store does not answer.</exception>
    /// <exception cref="StorageRefusedException">The object store does not have the bucket, or rejects the keys.</exception>
    /// <exception cref="PostgresStorageException">The database cannot be used.</exception>
    /// <exception cref="IOException">The shared folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The shared folder cannot be accessed.</exception>
    public static async Task<ClusterStorage> OpenAsync(ClusterStorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        IBlobStore blobs = await OpenBlobsAsync(options, time, cancellationToken).ConfigureAwait(false);
        try
        {
            await blobs.CheckAsync(cancellationToken).ConfigureAwait(false);
            return new ClusterStorage(await PostgresStorage.OpenAsync(options.Postgres, time, cancellationToken).ConfigureAwait(false),
                blobs, new StorageFolders(options.SharedFolder is { Length: > 0 } shared ? [shared] : []));
        }
        catch
        {
            (blobs as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        (Blobs as IDisposable)?.Dispose();
        await Database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<IBlobStore> OpenBlobsAsync(ClusterStorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options is { S3: null, SharedFolder: { Length: > 0 } folder }) return FolderBlobStore.OpenShared(folder, time);
        if (options is not { S3: { } s3, SharedFolder: null or "" })
        {
            throw new OptionsValidationException(
                nameof(ClusterStorageOptions), typeof(ClusterStorageOptions),
                ["The nodes of a cluster share their files: set either S3:Endpoint and the other S3 settings, or Storage:SharedFolder."]);
        }

        return await S3BlobStore.OpenAsync(s3, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Registers storage.</summary>
public static class ClusterStorageServices
{
    /// <summary>Registers the ports of an open storage. The caller disposes it after the host has stopped.</summary>
    public static IServiceCollection AddClusterStorage(this IServiceCollection services, ClusterStorage storage) => services
        .AddPostgresStorage(storage.Database)
        .AddSingleton(storage.Folders)
        .AddSingleton(storage.Blobs);
}
