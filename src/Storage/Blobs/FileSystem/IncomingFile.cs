using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>A file being received, under a temporary name that is removed on disposal, published or not.</summary>
internal sealed class IncomingFile : IDisposable
{
    /// <summary>A small image is read and written by one call; a larger buffer gains nothing for larger ones.</summary>
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private IncomingFile(string path, SafeFileHandle handle) => (_path, _handle) = (path, handle);

    public static IncomingFile Create(string folder)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        return new IncomingFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <summary>Writes all of <paramref name="content"/>; returns when it is on disk.</summary>
    public async Task<BlobInfo> CopyFromAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            while (true)
            {
                int filled = await content.ReadAtLeastAsync(
                    buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (length + filled > maxBytes) throw new BlobTooLargeException(maxBytes);

                hash.AppendData(buffer, 0, filled);
                RandomAccess.Write(_handle, buffer.AsSpan(0, filled), length);
                length += filled;
                if (filled < buffer.Length) break;
            }

            RandomAccess.FlushToDisk(_handle);
            return new BlobInfo(length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Links the file to its name, durably; <see langword="false"/> if the name exists already.</summary>
    public bool TryPublish(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        LinkOutcome outcome = Posix.Link(_path, path);
        while (outcome is LinkOutcome.NoFolder)
        {
            // The first file of its job in this minute, or the sweep has just removed the folder.
            if (!File.Exists(_path)) throw new FileNotFoundException("A file being received was removed.", _path);
            Posix.CreateFolder(folder);
            outcome = Posix.Link(_path, path);
        }

        if (outcome is LinkOutcome.NameTaken) return false;

        Posix.FlushFolder(folder);
        return true;
    }

    public void Dispose()
    {
        _handle.Dispose();
        File.Delete(_path);
    }
}
