using JpegReducer.Storage.Blobs;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Embedded;

/// <summary>Detects errors that are caused by a full disk, at any depth of inner exceptions: the outer one may only say "disk I/O error".</summary>
public static class FullDisk
{
    private const int NoSpace = 28; // ENOSPC
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    /// <summary>With less than this SQLite cannot create the files next to its database.</summary>
    private const long Least = 256 * 1024;

    private static readonly int QuotaSpent = OperatingSystem.IsMacOS() ? 69 : 122; // EDQUOT

    /// <summary>Whether <paramref name="error"/> was caused by a full disk of <paramref name="folder"/>.</summary>
    public static bool IsCauseOf(Exception error, string folder) => error switch
    {
        StorageFullException => true,
        SqliteException { SqliteErrorCode: SqliteFull } => true,
        SqliteException { SqliteErrorCode: SqliteIoError or SqliteCannotOpen } => HasNoRoom(folder),
        IOException { HResult: var code } when code == NoSpace || code == QuotaSpent => true,
        AggregateException several => several.InnerExceptions.Any(inner => IsCauseOf(inner, folder)),
        { InnerException: { } inner } => IsCauseOf(inner, folder),

        // Orleans wraps errors of its storage as text.
        _ => error.GetType().Namespace!.StartsWith("Orleans", StringComparison.Ordinal) && HasNoRoom(folder),
    };

    private static bool HasNoRoom(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < Least;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
