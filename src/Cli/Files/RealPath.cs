namespace JpegReducer.Cli.Files;

/// <summary>Where paths lead when the links in them are followed: two names of one file are one file.</summary>
internal static class RealPath
{
    /// <summary>The path without links. What does not exist stays as it is named.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder) return full;

        string here = Path.Combine(Of(folder), Path.GetFileName(full));
        bool isLink = new FileInfo(here).LinkTarget is not null;
        return isLink && File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }

    /// <summary>The path with the links in its folder followed, not the one that it may be itself.</summary>
    public static string OfPlace(string path) => Path.Combine(Of(Path.GetDirectoryName(path)!), Path.GetFileName(path));
}
