using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Blobs.FileSystem;

/// <summary>What .NET has no call for: links, and folders whose entries survive a loss of power.</summary>
internal static partial class Posix
{
    private const int NoEntry = 2; // ENOENT
    private const int Exists = 17; // EEXIST
    private const int ReadOnly = 0; // O_RDONLY
    private const int OwnerOnly = 0x1C0; // 0700

    /// <summary>
    /// Gives a file a second name, in one step. (File.Move asks whether the name is taken and then renames: between the two,
    /// another writer's file would be replaced.)
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

    /// <summary>Makes a folder and what is missing above it, so that they survive a loss of power; unless it is taken away meanwhile.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;

        string parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        if (MakeFolder(folder, OwnerOnly) != 0 && Marshal.GetLastPInvokeError() is not (Exists or NoEntry) and int error) throw Error(error, folder);
        FlushFolder(parent);
    }

    /// <summary>Opens a file or folder for reading, past the lock that .NET takes; <see langword="null"/> where it is not there.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        SafeFileHandle handle = new(OpenFile(path, ReadOnly), ownsHandle: true);
        if (!handle.IsInvalid) return handle;

        int error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error == NoEntry ? null : throw Error(error, path);
    }

    /// <summary>As .NET reports it on Unix: the error number is the <see cref="Exception.HResult"/>.</summary>
    private static IOException Error(int number, string path) => new($"{Marshal.GetPInvokeErrorMessage(number)}: '{path}'", number);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, int mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string path, string newPath);
}

/// <summary>What came of a link.</summary>
internal enum LinkOutcome
{
    /// <summary>The file has its second name.</summary>
    Linked,

    /// <summary>There is a file of that name.</summary>
    NameTaken,

    /// <summary>The folder for the name is not there, or the file itself is not.</summary>
    NoFolder,
}
