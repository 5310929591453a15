using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>
/// Files in a folder on a local disk: <c>files/{minute}/{job}/{name}</c>, named by their keys. Files being written are in
/// <c>incoming</c>, files being deleted in <c>trash</c>, in the same file system, so that both are one rename.
/// </summary>
internal sealed class FolderBlobStore : IBlobStore, IDisposable
{
    private readonly string _root;
    private readonly string _files;
    private readonly string _incoming;
    private readonly string _trash;
    private readonly SemaphoreSlim _oneSweep = new(1);

    private FolderBlobStore(string root)
    {
        _root = root;
        _files = Path.Combine(root, BlobKey.Root);
        _incoming = Path.Combine(root, "incoming");
        _trash = Path.Combine(root, "trash");
    }

    /// <summary>Opens the store in a folder that no other process uses, and deletes partial files of a killed process.</summary>
    public static FolderBlobStore Open(string root) => Open(root, abandonedBefore: DateTime.MaxValue);

    /// <summary>Opens the store in a folder that other nodes use too: partial files older than a day are deleted as abandoned.</summary>
    public static FolderBlobStore OpenShared(string root, TimeProvider time) =>
        Open(root, abandonedBefore: time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1));

    private static FolderBlobStore Open(string root, DateTime abandonedBefore)
    {
        FolderBlobStore store = new(Path.GetFullPath(root));
        Posix.CreateFolder(store._files);
        Posix.CreateFolder(store._incoming);
        Posix.CreateFolder(store._trash);
        foreach (FileInfo leftover in new DirectoryInfo(store._incoming).EnumerateFiles())
        {
            if (leftover.LastWriteTimeUtc <= abandonedBefore) leftover.Delete();
        }

        return store;
    }

    public Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        string path = PathOf(key);

        // On the thread pool, because file systems block and callers may be grains.
        return Task.Run(() => WriteAsync(path, content, maxBytes, cancellationToken), cancellationToken);
    }

    public Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        return Task.Run<Stream?>(() => OpenRead(path), cancellationToken);
    }

    public Task DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        return Task.Run(() => Delete(path), cancellationToken);
    }

    public async IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _oneSweep.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Invisible immediately, by one rename each; then deleted. An interrupted sweep is completed by the next.
            foreach ((string name, DateTimeOffset minute) in ReadMinutes())
            {
                if (minute > now) continue;
                if (TryMoveToTrash(name) is { } failure) yield return new DeletedPrefix($"{BlobKey.Root}/{name}", 0, 0, failure);
            }

            foreach (string folder in Directory.GetDirectories(_trash).Order(StringComparer.Ordinal))
            {
                string prefix = $"{BlobKey.Root}/{Path.GetFileNameWithoutExtension(folder)}";
                yield return await Task.Run(() => DeleteFolder(prefix, folder, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneSweep.Release();
        }
    }

    public Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken) =>
        Task.Run(() => ReadMinutes().Min(minute => (DateTimeOffset?)minute.Moment), cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                using IncomingFile probe = IncomingFile.Create(_incoming);
                await probe.CopyFromAsync(new MemoryStream([0]), maxBytes: 1, cancellationToken).ConfigureAwait(false);
                _ = ReadMinutes().FirstOrDefault();
            }
            catch (IOException error) when (IsFull(error))
            {
                throw new StorageFullException($"in '{_root}'", error);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new StorageRefusedException($"The folder of files cannot be written: {error.Message}", error);
            }
        },
        cancellationToken);

    public void Dispose() => _oneSweep.Dispose();

    private async Task<BlobInfo> WriteAsync(string path, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            using IncomingFile file = IncomingFile.Create(_incoming);
            BlobInfo written = await file.CopyFromAsync(content, maxBytes, cancellationToken).ConfigureAwait(false);
            while (!file.TryPublish(path))
            {
                if (await TryDescribeAsync(path, cancellationToken).ConfigureAwait(false) is not { } present) continue;

                // The process that wrote it may not have synced the folder yet.
                Posix.FlushFolder(Path.GetDirectoryName(path)!);
                return present;
            }

            BlobInstruments.OnWritten(written.Bytes);
            return written;
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new StorageFullException($"in '{_root}'", error);
        }
        catch (IOException error) when (IsReadOnly(error))
        {
            throw new StorageRefusedException($"The folder of files cannot be written: {error.Message}", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageRefusedException($"The folder of files cannot be written: {error.Message}", error);
        }
    }

    private static FileStream? OpenRead(string path)
    {
        try
        {
            // Sharing everything avoids the lock; buffering is left to the reader.
            FileStream stream = new(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            });
            BlobInstruments.OnOpened(stream.Length);
            return stream;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<BlobInfo?> TryDescribeAsync(string path, CancellationToken cancellationToken)
    {
        await using Stream? present = OpenRead(path);
        if (present is null) return null;
        byte[] hash = await SHA256.HashDataAsync(present, cancellationToken).ConfigureAwait(false);
        return new BlobInfo(present.Length, Convert.ToHexStringLower(hash));
    }

    private static void Delete(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists) return;

        long bytes = file.Length;
        file.Delete();
        BlobInstruments.OnDeleted(1, bytes);

        // An empty minute is removed; a folder that still has files stays.
        if (TryDeleteEmpty(file.DirectoryName!)) TryDeleteEmpty(Path.GetDirectoryName(file.DirectoryName!)!);
    }

    private static bool TryDeleteEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException) when (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return false;
        }
    }

    private Exception? TryMoveToTrash(string name)
    {
        try
        {
            Directory.Move(Path.Combine(_files, name), Path.Combine(_trash, $"{name}.{Guid.NewGuid():N}"));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    private static DeletedPrefix DeleteFolder(string prefix, string folder, CancellationToken cancellationToken)
    {
        try
        {
            (long files, long bytes) = DeleteTree(new DirectoryInfo(folder), cancellationToken);
            BlobInstruments.OnDeleted(files, bytes);
            return new DeletedPrefix(prefix, files, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new DeletedPrefix(prefix, 0, 0, error);
        }
    }

    private static (long Files, long Bytes) DeleteTree(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        (long files, long bytes) = (0, 0);
        do
        {
            foreach (DirectoryInfo inner in folder.EnumerateDirectories())
            {
                (long innerFiles, long innerBytes) = DeleteTree(inner, cancellationToken);
                (files, bytes) = (files + innerFiles, bytes + innerBytes);
            }

            foreach (FileInfo file in folder.EnumerateFiles())
            {
                cancellationToken.ThrowIfCancellationRequested();
                (files, bytes) = (files + 1, bytes + file.Length);
                file.Delete();
            }
        }
        while (!TryDeleteEmpty(folder.FullName)); // A writer that opened the folder before it was moved may still add to it.

        return (files, bytes);
    }

    private IEnumerable<(string Name, DateTimeOffset Moment)> ReadMinutes()
    {
        foreach (string folder in Directory.GetDirectories(_files).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            if (BlobKey.TryParseMinute(name, out DateTimeOffset moment)) yield return (name, moment);
        }
    }

    /// <summary>Parses the key again: a deserialized one has not been validated.</summary>
    private string PathOf(BlobKey key) => Path.Combine(_root, BlobKey.Parse(key.Text ?? "").Text);

    private static bool IsReadOnly(IOException error) => error.HResult is 30; // EROFS

    private static bool IsFull(IOException error)
    {
        const int NoSpace = 28; // ENOSPC
        int quotaSpent = OperatingSystem.IsMacOS() ? 69 : 122; // EDQUOT
        return error.HResult == NoSpace || error.HResult == quotaSpent;
    }
}
