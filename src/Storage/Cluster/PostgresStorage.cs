using JpegReducer.Storage.GrainState;
using JpegReducer.Storage.GrainState.Postgres;
using JpegReducer.Storage.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.Postgres;
using Npgsql;

namespace JpegReducer.Storage.Cluster;

/// <summary>
/// The PostgreSQL database of a cluster: records and Orleans' own tables. Opened before a node is built, so that a database
/// that cannot be used ends the start with a message; disposed after the node has stopped.
/// </summary>
public sealed class PostgresStorage : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    private PostgresStorage(PostgresDatabase database, IItemLedger ledger)
    {
        _database = database;
        Ledger = ledger;
        Journal = new PostgresWorkJournal(database);
        GrainState = new PostgresGrainStateDatabase(database);
    }

    /// <summary>Jobs and items.</summary>
    public IItemLedger Ledger { get; }

    /// <summary>The items in flight in each worker.</summary>
    public IWorkJournal Journal { get; }

    /// <summary>Membership, grain state and reminders.</summary>
    public IGrainStateDatabase GrainState { get; }

    /// <summary>Connects and migrates the database; of nodes that start concurrently, one migrates and the others wait.</summary>
    /// <param name="options">The settings of the database.</param>
    /// <param name="time">Determines the days for which partitions are created ahead.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="StorageUnavailableException">The server cannot be reached or accepts no connections.</exception>
    /// <exception cref="PostgresStorageException">
    /// The settings are wrong, the server rejects the connection, or a newer program has migrated the database to a schema that this one
    /// does not support.
    /// </exception>
    public static async Task<PostgresStorage> OpenAsync(PostgresStorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        PostgresDatabase database = PostgresDatabase.Create(options, time);
        try
        {
            await PostgresSchema.MigrateAsync(database.Source, PostgresSchema.Known, cancellationToken).ConfigureAwait(false);
            PostgresItemLedger ledger = new(database, time);
            await ledger.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return new PostgresStorage(database, ledger);
        }
        catch (Exception error)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            if (PostgresErrors.IsOfConnection(error)) throw new StorageUnavailableException($"The database {database.Name}", error);
            if (error is NpgsqlException or IOException or InvalidDataException or UnauthorizedAccessException)
                throw new PostgresStorageException($"The database {database.Name} cannot be used: {error.GetBaseException().Message}", error);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
