using JpegReducer.Storage.Blobs;
using Npgsql;

namespace JpegReducer.Storage.Postgres;

/// <summary>What PostgreSQL's errors mean to callers of a port (https://www.postgresql.org/docs/15/errcodes-appendix.html).</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the connection, or the server behind it, is gone. A change may have been made or not.</summary>
    public static bool IsOfConnection(Exception error) => error switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.ReadOnlySqlTransaction, // a standby, until it is promoted
        NpgsqlException { InnerException: FileNotFoundException or DirectoryNotFoundException } => false, // the password's
        NpgsqlException => error.InnerException is IOException or TimeoutException or System.Net.Sockets.SocketException,
        _ => false,
    };

    /// <summary>Whether PostgreSQL undid the transaction for the sake of another one: the same once more, and it will pass.</summary>
    public static bool IsOfConcurrency(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>Whether rows were written for a day that has no partition.</summary>
    public static bool IsOfMissingPartition(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null };

    /// <summary>The exception that the port promises for <paramref name="error"/>; the error itself where it promises none.</summary>
    public static Exception Translate(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StorageFullException("where records are kept", error),
        _ when IsOfConnection(error) || IsOfConcurrency(error) => new StorageUnavailableException("The database", error),
        _ => error,
    };
}
