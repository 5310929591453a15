using System.Data.Common;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;

namespace JpegReducer.Grains.Resilience;

/// <summary>Classifies exceptions of storage and the cluster.</summary>
internal static class Outages
{
    /// <summary>Storage or the cluster is unavailable or full: the same may succeed later.</summary>
    public static bool IsOutage(Exception exception) => IsInChain(exception, error => error
        is StorageUnavailableException or StorageFullException or OrleansException or TimeoutException or DbException { IsTransient: true });

    /// <summary>The storage port was unavailable, possibly for this request only.</summary>
    public static bool IsStorageUnavailable(Exception exception) => IsInChain(exception, error => error is StorageUnavailableException);

    /// <summary>An I/O error, which may come from storage.</summary>
    public static bool IsIOError(Exception exception) =>
        IsInChain(exception, error => error is IOException or UnauthorizedAccessException or DbException);

    private static bool IsInChain(Exception? exception, Func<Exception, bool> condition) =>
        exception is not null && (condition(exception) || IsInChain(exception.InnerException, condition));
}
