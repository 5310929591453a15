using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Blobs;

/// <summary>
/// Keeps files until they expire. A file is there whole or not at all, is never changed once it is there, and survives the
/// loss of the process as soon as <see cref="WriteAsync"/> has returned.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StorageUnavailableException"/> where the store does not answer for now, and
/// <see cref="StorageRefusedException"/> where it will not have us.
/// </remarks>
public interface IBlobStore
{
    /// <summary>
    /// Stores what <paramref name="content"/> holds, without holding it in memory. Where the key is taken, the file that is there stays,
    /// and the answer describes that one: keys of results are the same for every worker, and so are their bytes.
    /// </summary>
    /// <param name="key">Where to.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="mostBytes">More than this, and nothing is stored.</param>
    /// <param name="cancellationToken">Cancelled, it leaves nothing behind.</param>
    /// <exception cref="BlobTooLargeException">The content has more than <paramref name="mostBytes"/> bytes.</exception>
    /// <exception cref="StorageFullException">There is no room left.</exception>
    Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long mostBytes, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading, at any position; <see langword="null"/> where there is none.</summary>
    Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a file. One that is not there is not missed.</summary>
    Task DeleteAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes, whole, every minute that was due by <paramref name="now"/>, and says what was deleted with each. A minute that cannot be deleted
    /// is reported with its <see cref="DeletedPrefix.Failure"/> and does not stop the others; the next call tries it again.
    /// </summary>
    IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The earliest minute for which there are files; <see langword="null"/> where there are none.</summary>
    Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken);

    /// <summary>Throws where the store cannot be written to. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What a stored file is.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content: 64 lower-case hexadecimal digits.</param>
public readonly record struct BlobInfo(long Bytes, string Sha256);

/// <summary>What went with one minute.</summary>
/// <param name="Prefix">The prefix of the keys.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Failure">Why not all of it could be deleted; <see langword="null"/> where all was.</param>
public readonly record struct DeletedPrefix(string Prefix, long Files, long Bytes, Exception? Failure = null);

/// <summary>The content is longer than the caller allows.</summary>
/// <param name="mostBytes">What the caller allows.</param>
public sealed class BlobTooLargeException(long mostBytes) : IOException($"The content has more than {mostBytes} bytes.");

/// <summary>There is no room left where files or records are kept.</summary>
/// <param name="where">What is full, in words that an operator understands.</param>
/// <param name="inner">What the system said.</param>
public sealed class StorageFullException(string where, Exception? inner = null) : IOException($"There is no room left {where}.", inner);
