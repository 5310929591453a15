using JpegReducer.Storage.Blobs;
using Npgsql;

namespace JpegReducer.Storage.Postgres;

/// <summary>Maps PostgreSQL's errors to the exceptions of a port (https://www.postgresql.org/docs/15/errcodes-appendix.html).</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the connection or its server was lost. A change may have been committed or not.</summary>
    public static bool IsOfConnection(Exception error) => error switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.ReadOnlySqlTransaction, // a standby, until it is promoted
        NpgsqlException { InnerException: FileNotFoundException or DirectoryNotFoundException } => false, // the password file
        NpgsqlException => error.InnerException is IOException or TimeoutException or System.Net.Sockets.SocketException,
        _ => false,
    };

    /// <summary>Whether PostgreSQL rolled the transaction back because of a conflict with another one: a retry will succeed.</summary>
    public static bool IsOfConcurrency(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>Whether rows were written for a day that has no partition.</summary>
    public static bool IsOfMissingPartition(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null };

    /// <summary>The exception that the port documents for <paramref name="error"/>; the error itself if there is none.</summary>
    public static Exception Translate(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StorageFullException("where records are kept", error),
        _ when IsOfConnection(error) || IsOfConcurrency(error) => new StorageUnavailableException("The database", error),
        _ => error,
    };
}
