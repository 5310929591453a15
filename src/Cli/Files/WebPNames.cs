using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>Decides the paths of the WebP files beside the results.</summary>
internal static class WebPNames
{
    private const string Extension = ".webp";

    /// <summary>
    /// Plans a WebP beside each result: <c>photo.webp</c> for <c>photo.jpg</c>, or <c>photo.jpg.webp</c> if that would be a source, another
    /// result, or the WebP of another file. Beside a source that is replaced, a WebP replaces no file: see <see cref="PlannedFile.IsWebPTaken"/>.
    /// </summary>
    /// <exception cref="UserException">The longer path is not free either, or a path cannot be resolved.</exception>
    public static IReadOnlyList<PlannedFile> Assign(IReadOnlyList<PlannedFile> files)
    {
        try
        {
            return Plan(files);
        }
        catch (PosixException exception)
        {
            throw new UserException(ExitCodes.Usage, $"A path for a WebP cannot be used: {exception.Message}.");
        }
    }

    private static PlannedFile[] Plan(IReadOnlyList<PlannedFile> files)
    {
        HashSet<string> taken = new(files.Select(file => file.Destination), StringComparer.Ordinal);
        foreach (PlannedFile file in files.Where(file => !file.IsRemote))
            taken.UnionWith([RealPath.OfPlace(file.Source), RealPath.Of(file.Source)]);

        (PlannedFile File, string Short)[] wishes =
            [.. files.Select(file => (file, PathOf(file, Path.ChangeExtension(file.Destination, Extension))))];
        HashSet<string> contested = [.. wishes.Where(wish => wish.Short != wish.File.Destination).CountBy(wish => wish.Short)
            .Where(count => count.Value > 1).Select(count => count.Key)];
        HashSet<string> planned = new(StringComparer.Ordinal);
        return [.. wishes.Select(wish => Assign(wish.File, Choose(wish.File, wish.Short)))];

        string Choose(PlannedFile file, string shortPath)
        {
            bool isUsable = file.IsInPlace ? shortPath != file.Destination : !taken.Contains(shortPath);
            string path = isUsable && !contested.Contains(shortPath) ? shortPath : PathOf(file, file.Destination + Extension);
            if ((file.IsInPlace || !taken.Contains(path)) && planned.Add(path)) return path;

            throw new UserException(ExitCodes.Usage, $"The WebP of {file.Source} would become {path}, which is a source or another "
                + "output. Give them one after another.");
        }
    }

    private static PlannedFile Assign(PlannedFile file, string path) => file with { WebP = path, IsWebPTaken = file.IsInPlace && Exists(path) };

    private static bool Exists(string path)
    {
        try
        {
            return FileStat.TryOf(path, followLink: false) is not null;
        }
        catch (PosixException)
        {
            return false; // a path that cannot be used is reported when the WebP is written
        }
    }

    /// <summary>A link at the path of a result is followed; a link beside a replaced source counts as a file.</summary>
    private static string PathOf(PlannedFile file, string path) => file.IsInPlace ? path : RealPath.Of(path);
}
