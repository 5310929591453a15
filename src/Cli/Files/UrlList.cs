namespace JpegReducer.Cli.Files;

/// <summary>A file with a URL on each line.</summary>
internal static class UrlList
{
    /// <summary>Reads the list and plans where the results go: by the names in the URLs, told apart by a number where they are alike.</summary>
    /// <param name="list">Empty lines and lines that begin with # are passed over.</param>
    /// <param name="folder">The folder for the results.</param>
    public static IReadOnlyList<(string Url, PlannedFile Place)> Read(FileInfo? list, string? folder)
    {
        if (list is null) return [];
        if (folder is null) throw new UserException(ExitCodes.Usage, "--in-place cannot replace what lies on another server; say --out.");
        if (!list.Exists) throw new UserException(ExitCodes.Usage, $"{list} does not exist.");

        List<(string, PlannedFile)> places = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in File.ReadLines(list.FullName).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (!Uri.TryCreate(line, UriKind.Absolute, out Uri? url)) throw new UserException(ExitCodes.Usage, $"{list.Name}: {line} is not a URL.");

            string name = Unique(Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath)) is { Length: > 0 } last ? last : "image", taken);
            places.Add((line, new PlannedFile(list.FullName, name, Path.GetFullPath(Path.Combine(folder, name)))));
        }

        return places;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string candidate = name;
        for (int number = 2; !taken.Add(candidate); number++) candidate = $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}";
        return candidate;
    }
}
