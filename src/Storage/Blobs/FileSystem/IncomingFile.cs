using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>A file on its way in, under a name of its own, which goes when this is disposed: published or not, it leaves nothing behind.</summary>
internal sealed class IncomingFile : IDisposable
{
    /// <summary>A small image arrives in one piece and is written by one call; larger ones gain nothing from more.</summary>
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

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

    /// <summary>Gives the file its name, durably; <see langword="false"/> where there is one of that name already.</summary>
    public bool TryPublish(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        LinkOutcome outcome = Posix.Link(_path, path);
        while (outcome is LinkOutcome.NoFolder)
        {
            // The first file of its job in this minute; or the sweep has just taken the folder away.
            if (!File.Exists(_path)) throw new FileNotFoundException("A file on its way in was taken away.", _path);
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
