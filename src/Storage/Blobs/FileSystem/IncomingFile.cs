using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>A file on its way in, under a name of its own. Disposed before it was moved, it leaves nothing behind.</summary>
internal sealed class IncomingFile : IAsyncDisposable
{
    /// <summary>A small image arrives in one piece and is written by one call; larger ones gain nothing from more.</summary>
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private bool _isMoved;

    private IncomingFile(string path, SafeFileHandle handle) => (_path, _handle) = (path, handle);

    public static IncomingFile Create(string folder)
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        return new IncomingFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <summary>Writes all of <paramref name="content"/>, and returns when it is on disk.</summary>
    public async Task<BlobInfo> CopyFromAsync(Stream content, long mostBytes, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            while (true)
            {
                int filled = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (length + filled > mostBytes) throw new BlobTooLargeException(mostBytes);

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

    /// <summary>Moves the file to where it belongs, durably; <see langword="false"/> where there is one already.</summary>
    public bool TryMoveTo(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        while (true)
        {
            try
            {
                // Links, then unlinks: unlike a rename, a link never replaces anything.
                File.Move(_path, path, overwrite: false);
                _isMoved = true;
                Durable.FlushFolder(folder);
                return true;
            }
            catch (IOException error) when ((error is DirectoryNotFoundException or FileNotFoundException) && File.Exists(_path))
            {
                // The first file of its job in this minute; or the sweep has just taken the folder away.
                Durable.CreateFolder(folder);
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        if (!_isMoved) File.Delete(_path);
        return ValueTask.CompletedTask;
    }
}
