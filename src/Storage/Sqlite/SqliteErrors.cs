using System.Text.Json;
using JpegReducer.Storage.Blobs;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Sqlite;

/// <summary>Maps SQLite's result codes to the exceptions of a port (https://sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int IoErrorOnWrite = 778; // also an exceeded quota: SQLite only detects ENOSPC
    private const int IoErrorOnSharedMemorySize = 4874;

    /// <summary>The exception that the port documents for <paramref name="error"/>; the error itself if there is none.</summary>
    public static Exception Translate(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: Full } or SqliteException { SqliteExtendedErrorCode: IoErrorOnWrite or IoErrorOnSharedMemorySize } =>
            new StorageFullException("where records are kept", error),
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => Damaged(error),
        SqliteException { SqliteErrorCode: ReadOnly or Permission or CannotOpen } =>
            new StorageRefusedException($"The database cannot be written: {error.Message}", error),
        SqliteException { SqliteErrorCode: Busy or Locked } =>
            new StorageUnavailableException("The database, which is locked by another program,", error),
        SqliteException { SqliteErrorCode: IoError } => new StorageUnavailableException("The disk of the database", error),
        _ => error,
    };

    /// <summary>Like <see cref="Translate"/>, for reads: a row with invalid content is damage too.</summary>
    public static Exception TranslateRead(Exception error) =>
        error is InvalidCastException or FormatException or OverflowException or JsonException or ArgumentException
            ? Damaged(error)
            : Translate(error);

    private static StorageDamagedException Damaged(Exception error) => new(
        $"The database is damaged ({error.Message.TrimEnd('.')}): stop the node and restore a backup.", error);
}
