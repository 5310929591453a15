using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>Resolves the symbolic links in paths, so that several paths of one file are equal.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as the kernel
    private const int MaxPath = 4096;

    /// <summary>The absolute path; links are not followed.</summary>
    public static string Full(string path)
    {
        if (path.Length == 0) throw new UserException(ExitCodes.Usage, "A path is empty.");
        return Path.GetFullPath(path, CurrentFolder());
    }

    /// <summary>The path without links. Parts that do not exist are kept as given.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Of(string path) => Of(Full(path), 0);

    /// <summary>The path with the links in its folder resolved, but not the last component.</summary>
    public static string OfPlace(string path) => Path.Combine(Of(Path.GetDirectoryName(path)!), Path.GetFileName(path));

    /// <summary>The target of a link; <see langword="null"/> if the path is not a link.</summary>
    public static string? TargetOf(string path)
    {
        Span<byte> buffer = stackalloc byte[MaxPath];
        nint length = Libc.ReadLink(PathBytes.Terminated(path), buffer, buffer.Length);
        return length < 0 ? null : PathBytes.Decode(buffer[..(int)length]);
    }

    private static string Of(string path, int links)
    {
        if (links > MaxLinks) throw new PosixException(Errno.LinkLoop);

        string full = Path.TrimEndingDirectorySeparator(path);
        if (Path.GetDirectoryName(full) is not { } folder) return full;

        string realFolder = Of(folder, links);
        string here = Path.Combine(realFolder, Path.GetFileName(full));
        return TargetOf(here) is { } target ? Of(Path.GetFullPath(target, realFolder), links + 1) : here;
    }

    private static string CurrentFolder()
    {
        Span<byte> buffer = stackalloc byte[MaxPath];
        if (Libc.CurrentFolder(buffer, buffer.Length) == 0) throw PosixException.Last();
        return PathBytes.Decode(buffer[..buffer.IndexOf((byte)0)]);
    }
}
