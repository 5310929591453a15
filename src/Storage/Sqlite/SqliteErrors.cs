using JpegReducer.Storage.Blobs;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to callers of a port (https://sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int Full = 13;
    private const int IoErrorOnWrite = 778; // what a spent quota looks like: SQLite knows ENOSPC only
    private const int IoErrorOnSharedMemorySize = 4874;

    /// <summary>The exception that the port promises for <paramref name="error"/>; the error itself where it promises none.</summary>
    public static Exception Translate(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: Full } or SqliteException { SqliteExtendedErrorCode: IoErrorOnWrite or IoErrorOnSharedMemorySize } =>
            new StorageFullException("where records are kept", error),
        _ => error,
    };
}
