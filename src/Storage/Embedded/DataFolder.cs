using System.Globalization;
using System.Text;
using JpegReducer.Storage.Blobs.FileSystem;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Embedded;

/// <summary>The data folder of a node, locked while the node runs.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "node.lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    public string Root { get; }

    public string Ledger => Path.Combine(Root, "ledger.db");

    public string Journal => Path.Combine(Root, "journal");

    public string GrainState => Path.Combine(Root, "grains.db");

    /// <summary>Creates the folder if it is missing, and locks it for this process.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    public static DataFolder Acquire(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new DataFolderException("No data folder is set (DataFolder).");

        string root = Path.GetFullPath(path);
        try
        {
            // Only for the owner: the pictures are private.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(root);
            else Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder '{root}' cannot be created: {error.Message}", error);
        }

        return new DataFolder(root, Lock(root));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string root)
    {
        string file = Path.Combine(root, LockName);
        FileStream? held = null;
        try
        {
            // A kernel lock (flock), which is released when the process ends for any reason.
            // Unbuffered: on a full disk a buffer would be written again, and fail again, on disposal.
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            held.SetLength(0);
            held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return held;
        }
        catch (IOException error) when (held is null && IsHeld(error))
        {
            throw new DataFolderException($"The data folder '{root}' is in use by {DescribeHolder(file)}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new DataFolderException($"The data folder '{root}' cannot be written to: {error.Message}", error);
        }
    }

    private static bool IsHeld(IOException error)
    {
        int wouldBlock = OperatingSystem.IsMacOS() ? 35 : 11; // EWOULDBLOCK
        return error.HResult == wouldBlock;
    }

    private static string DescribeHolder(string file)
    {
        using SafeFileHandle? handle = Posix.TryOpen(file);
        if (handle is null) return "another process";

        Span<byte> text = stackalloc byte[16];
        int length = RandomAccess.Read(handle, text, fileOffset: 0);
        return int.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? $"process {id}" : "another process";
    }
}
