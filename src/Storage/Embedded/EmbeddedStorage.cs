using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Blobs.FileSystem;
using JpegReducer.Storage.GrainState;
using JpegReducer.Storage.GrainState.Sqlite;
using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.FileSystem;
using JpegReducer.Storage.Records.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Embedded;

/// <summary>
/// All storage of an embedded node, in one folder that is locked until this is disposed. Opened before the node is
/// built, so that an unusable folder ends the start with a message; disposed after the node has stopped.
/// </summary>
public sealed class EmbeddedStorage : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly FolderBlobStore _blobs;
    private readonly SqliteItemLedger _ledger;
    private readonly FolderWorkJournal _journal;
    private readonly SqliteGrainStateDatabase _grainState;

    private EmbeddedStorage(DataFolder folder)
    {
        _folder = folder;
        _blobs = FolderBlobStore.Open(folder.Root);
        _grainState = SqliteGrainStateDatabase.Open(folder.GrainState);
        _ledger = SqliteItemLedger.Open(folder.Ledger);
        _journal = FolderWorkJournal.Open(folder.Journal);
    }

    /// <summary>The files.</summary>
    public IBlobStore Blobs => _blobs;

    /// <summary>The data folder.</summary>
    public StorageFolders Folders => new([_folder.Root]);

    /// <summary>Jobs and items.</summary>
    public IItemLedger Ledger => _ledger;

    /// <summary>The items in flight in each worker.</summary>
    public IWorkJournal Journal => _journal;

    /// <summary>Grain state and reminders.</summary>
    public IGrainStateDatabase GrainState => _grainState;

    /// <summary>Locks the folder and migrates its databases.</summary>
    /// <exception cref="DataFolderException">The folder is in use, cannot be written to, is full, or was written by a newer program.</exception>
    public static Task<EmbeddedStorage> OpenAsync(EmbeddedStorageOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => Open(options), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync().ConfigureAwait(false);
        _journal.Dispose();
        await _grainState.DisposeAsync().ConfigureAwait(false);
        _blobs.Dispose();
        _folder.Dispose();
    }

    private static EmbeddedStorage Open(EmbeddedStorageOptions options)
    {
        DataFolder folder = DataFolder.Acquire(options.DataFolder);
        try
        {
            return new EmbeddedStorage(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException or InvalidDataException)
        {
            folder.Dispose();
            throw new DataFolderException($"The data folder '{folder.Root}' cannot be used: {error.Message}", error);
        }
    }
}
