namespace JpegReducer.Cli.Files;

/// <summary>A file with a URL on each line.</summary>
internal static class UrlList
{
    private const int LongestName = 100;

    /// <summary>Reads the list and plans where the results go: by the names in the URLs, told apart by a number where they are alike.</summary>
    /// <param name="list">Empty lines and lines that begin with # are passed over.</param>
    /// <param name="folder">The folder for the results.</param>
    public static IReadOnlyList<PlannedFile> Read(FileInfo? list, string? folder)
    {
        if (list is null) return [];
        if (folder is null) throw new UserException(ExitCodes.Usage, "--in-place cannot replace what lies on another server; say --out.");
        if (!list.Exists) throw new UserException(ExitCodes.Usage, $"{list} does not exist.");

        List<PlannedFile> places = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in File.ReadLines(list.FullName).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            // A bare path is a URL too, of the scheme file: no node fetches that.
            if (!Uri.TryCreate(line, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new UserException(ExitCodes.Usage, $"{list.Name}: {line} is not a URL of http or https.");
            }

            string name = Unique(NameOf(url), taken);
            places.Add(new PlannedFile(line, name, Path.GetFullPath(Path.Combine(folder, name)), IsRemote: true));
        }

        return places;
    }

    /// <summary>The last part of the URL's path, as far as it can name a file.</summary>
    private static string NameOf(Uri url)
    {
        string last = Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath));
        string name = new([.. last.Select(c => char.IsControl(c) || c == '\\' ? '_' : c).TakeLast(LongestName)]);
        return name.Trim('.', ' ').Length == 0 ? "image" : name;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string candidate = name;
        for (int number = 2; !taken.Add(candidate); number++) candidate = $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}";
        return candidate;
    }
}
