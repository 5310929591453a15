using JpegReducer.Storage.GrainState;
using JpegReducer.Storage.GrainState.Postgres;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.Postgres;
using Npgsql;

namespace JpegReducer.Storage.Postgres;

/// <summary>
/// What the nodes of a cluster keep in one PostgreSQL database: records, and Orleans' own tables. Opened before a node is built, so that a database
/// that cannot be used ends the start with a sentence; disposed after the node has stopped.
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

    /// <summary>What each worker has in hand.</summary>
    public IWorkJournal Journal { get; }

    /// <summary>Membership, grain state and reminders.</summary>
    public IGrainStateDatabase GrainState { get; }

    /// <summary>Connects, and brings the database to the schema of this program; of nodes that start at once, one does and the others wait.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">Tells for which days to make partitions ahead.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageUnavailableException">The server cannot be reached, or takes no connections for now.</exception>
    /// <exception cref="PostgresStorageException">
    /// The settings are wrong, the server refuses, or a newer program has changed the database in a way that this one
    /// cannot work with.
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
