using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>Makes entries of folders survive a loss of power, which .NET has no call for.</summary>
internal static partial class Durable
{
    private const int ReadOnly = 0;

    /// <summary>Returns when the entries of <paramref name="folder"/> are on disk (fsync(2): a file's own fsync does not cover its name).</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals names, and opens no folder for flushing

        using SafeFileHandle? handle = TryOpen(folder);
        if (handle is not null) RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes a folder and what is missing above it, so that it survives a loss of power.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;

        string parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        FlushFolder(parent);
    }

    /// <summary>Opens a file or folder for reading, past the lock that .NET takes; <see langword="null"/> where that cannot be.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        SafeFileHandle handle = new(Open(path, ReadOnly), ownsHandle: true);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
