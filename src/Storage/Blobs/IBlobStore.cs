using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Blobs;

/// <summary>
/// Stores files until they expire. A file is visible completely or not at all, is immutable, and survives the
/// loss of the process after <see cref="WriteAsync"/> has returned.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StorageUnavailableException"/> if the store does not answer, and
/// <see cref="StorageRefusedException"/> if it rejects the request because of a setting or a missing permission.
/// </remarks>
public interface IBlobStore
{
    /// <summary>
    /// Stores <paramref name="content"/> without buffering it in memory. If the key exists, its file is not changed
    /// and is described by the result: keys of outputs are the same for every worker, and so are their bytes.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="maxBytes">The maximum size; larger content is not stored.</param>
    /// <param name="cancellationToken">If cancelled, nothing is stored.</param>
    /// <exception cref="BlobTooLargeException">The content has more than <paramref name="maxBytes"/> bytes.</exception>
    /// <exception cref="StorageFullException">Storage is full.</exception>
    Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading, seekable; <see langword="null"/> if it does not exist.</summary>
    Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a file. Deleting a file that does not exist has no effect.</summary>
    Task DeleteAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes all files of every minute that has expired at <paramref name="now"/>, and returns what was deleted. A minute that cannot be deleted
    /// is reported with its <see cref="DeletedPrefix.Failure"/> and does not affect the others; the next call retries it.
    /// </summary>
    IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The earliest minute that has files; <see langword="null"/> if there are none.</summary>
    Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken);

    /// <summary>Throws if the store cannot be written to. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>Size and hash of a stored file.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content: 64 lower-case hexadecimal digits.</param>
public readonly record struct BlobInfo(long Bytes, string Sha256);

/// <summary>The files deleted with one minute.</summary>
/// <param name="Prefix">The prefix of the keys.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Sum of their bytes.</param>
/// <param name="Failure">Why some could not be deleted; <see langword="null"/> if all were.</param>
public readonly record struct DeletedPrefix(string Prefix, long Files, long Bytes, Exception? Failure = null);

/// <summary>The content exceeds the maximum size.</summary>
/// <param name="maxBytes">The maximum size in bytes.</param>
public sealed class BlobTooLargeException(long maxBytes) : IOException($"The content has more than {maxBytes} bytes.");

/// <summary>The disk or quota for files or records is full.</summary>
/// <param name="where">What is full, for the operator.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageFullException(string where, Exception? inner = null) : IOException($"No space left {where}.", inner);
