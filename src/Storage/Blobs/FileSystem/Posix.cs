using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>System calls without a .NET equivalent: hard links, and folders whose entries survive a loss of power.</summary>
internal static partial class Posix
{
    private const int NoEntry = 2; // ENOENT
    private const int Exists = 17; // EEXIST
    private const int ReadOnly = 0; // O_RDONLY
    private const int OwnerOnly = 0x1C0; // 0700

    /// <summary>
    /// Creates a hard link, atomically. (File.Move checks whether the name exists and then renames: between the two,
    /// another writer's file could be replaced.)
    /// </summary>
    public static LinkOutcome Link(string path, string newPath)
    {
        if (LinkFile(path, newPath) == 0) return LinkOutcome.Linked;

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => LinkOutcome.NameTaken,
            NoEntry => LinkOutcome.NoFolder,
            int error => throw Error(error, newPath),
        };
    }

    /// <summary>Returns when the entries of <paramref name="folder"/> are on disk (fsync(2): a file's own fsync does not cover its name).</summary>
    public static void FlushFolder(string folder)
    {
        using SafeFileHandle? handle = TryOpen(folder);
        if (handle is not null) RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Creates a folder and its missing parents so that they survive a loss of power, unless it is removed concurrently.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;

        string parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        if (MakeFolder(folder, OwnerOnly) != 0 && Marshal.GetLastPInvokeError() is not (Exists or NoEntry) and int error) throw Error(error, folder);
        FlushFolder(parent);
    }

    /// <summary>Opens a file or folder for reading, without the lock that .NET takes; <see langword="null"/> if it does not exist.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        SafeFileHandle handle = new(OpenFile(path, ReadOnly), ownsHandle: true);
        if (!handle.IsInvalid) return handle;

        int error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error == NoEntry ? null : throw Error(error, path);
    }

    /// <summary>An exception as .NET throws it on Unix: the error number is the <see cref="Exception.HResult"/>.</summary>
    private static IOException Error(int number, string path) => new($"{Marshal.GetPInvokeErrorMessage(number)}: '{path}'", number);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, int mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string path, string newPath);
}

/// <summary>The result of creating a hard link.</summary>
internal enum LinkOutcome
{
    /// <summary>The link was created.</summary>
    Linked,

    /// <summary>The name exists already.</summary>
    NameTaken,

    /// <summary>The folder or the file itself does not exist.</summary>
    NoFolder,
}
