namespace JpegReducer.Cli.Files;

/// <summary>Which file goes where: decided, and checked, before any work begins.</summary>
/// <param name="Files">In the order given; folders in the order of their names.</param>
internal sealed record OutputPlan(IReadOnlyList<PlannedFile> Files)
{
    private static readonly StringComparer Paths = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Plans the results of <paramref name="inputs"/>.</summary>
    /// <param name="inputs">Files and folders; what lies in folders keeps its place relative to them.</param>
    /// <param name="output">A folder, or a file where there is one input file; <see langword="null"/> to replace the sources.</param>
    /// <exception cref="UserException">An input is missing, two results would be one file, or a source would be overwritten.</exception>
    public static OutputPlan Create(IReadOnlyList<FileSystemInfo> inputs, string? output)
    {
        bool isOneFile = inputs is [FileInfo] && output is not null && !Directory.Exists(output) && !Path.EndsInDirectorySeparator(output);
        List<PlannedFile> files = [];
        foreach (FileSystemInfo input in inputs)
        {
            foreach ((string source, string relative) in Expand(input))
            {
                string destination = output is null ? source : isOneFile ? Path.GetFullPath(output) : Path.GetFullPath(Path.Combine(output, relative));
                files.Add(new PlannedFile(source, relative, destination));
            }
        }

        if (files.Count == 0) throw new UserException(ExitCodes.Usage, "There are no files in what was given.");
        if (output is not null) Check(files);
        return new OutputPlan(files);
    }

    private static IEnumerable<(string Source, string Relative)> Expand(FileSystemInfo input)
    {
        if (File.Exists(input.FullName)) return [(input.FullName, input.Name)];
        if (!Directory.Exists(input.FullName)) throw new UserException(ExitCodes.Usage, $"{input} does not exist.");

        EnumerationOptions everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        return Directory.EnumerateFiles(input.FullName, "*", everything).Order(StringComparer.Ordinal)
            .Select(file => (file, Path.GetRelativePath(input.FullName, file)));
    }

    private static void Check(List<PlannedFile> files)
    {
        Dictionary<string, string> sourceOf = new(Paths);
        HashSet<string> sources = files.Select(file => file.Source).ToHashSet(Paths);
        foreach (PlannedFile file in files)
        {
            if (sources.Contains(file.Destination))
            {
                throw new UserException(ExitCodes.Usage, $"{file.Destination} is a source and would be overwritten. Choose another place, or say --in-place.");
            }

            if (!sourceOf.TryAdd(file.Destination, file.Source))
            {
                throw new UserException(ExitCodes.Usage, $"{sourceOf[file.Destination]} and {file.Source} would both become {file.Destination}. Give them one after another, or their common folder.");
            }
        }
    }
}

/// <summary>One file and the place of its result.</summary>
/// <param name="Source">The full path of what is read.</param>
/// <param name="Relative">Its path within what was given.</param>
/// <param name="Destination">The full path of the result; the source's own where it is replaced.</param>
internal sealed record PlannedFile(string Source, string Relative, string Destination)
{
    public bool IsInPlace => Source == Destination;
}
