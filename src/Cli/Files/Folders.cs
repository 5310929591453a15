using JpegReducer.Cli.Platform;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Files;

/// <summary>Folders whose paths may contain any bytes.</summary>
internal static class Folders
{
    private const uint AnyMode = 0x1FF; // 0777, less the umask

    /// <summary>Whether a path refers to a folder; links are followed.</summary>
    public static bool Exists(string path) => FileStat.TryOf(path) is { Kind: FileKind.Folder };

    /// <summary>Creates a folder and its parents.</summary>
    public static void Create(string path)
    {
        if (Libc.MakeFolder(PathBytes.Terminated(path), AnyMode) == 0) return;

        PosixException failure = PosixException.Last();
        if (failure.Error is Errno.NoEntry && Path.GetDirectoryName(path) is { } parent)
        {
            Create(parent);
            if (Libc.MakeFolder(PathBytes.Terminated(path), AnyMode) == 0) return;
            failure = PosixException.Last();
        }

        if (failure.Error is not Errno.Exists) throw failure;
        if (!Exists(path)) throw new PosixException(Errno.NotFolder);
    }

    /// <summary>Opens a folder so that its entries can be named relative to it, wherever it is moved.</summary>
    public static SafeFileHandle Open(string path)
    {
        SafeFileHandle handle = Libc.Open(PathBytes.Terminated(path), Libc.OpenPathOnly | Libc.OpenCloseOnExec, 0);
        if (!handle.IsInvalid) return handle;

        PosixException failure = PosixException.Last();
        handle.Dispose();
        throw failure;
    }
}
