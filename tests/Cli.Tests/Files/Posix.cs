using System.Runtime.InteropServices;

namespace JpegReducer.Cli.Tests.Files;

/// <summary>System calls that only tests need.</summary>
internal static partial class Posix
{
    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string path, string name);
}
