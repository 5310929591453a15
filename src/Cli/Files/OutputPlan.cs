using System.IO.Enumeration;

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
        if (output is not null && !isOneFile) CheckFolder(inputs, output);

        List<PlannedFile> files = [];
        foreach (FileSystemInfo input in inputs)
        {
            foreach ((string source, string relative) in Expand(input))
            {
                // What a link leads to is replaced, not the link.
                files.Add(output is null
                    ? new PlannedFile(RealPath.Of(source), relative, RealPath.Of(source))
                    : new PlannedFile(source, relative, isOneFile ? Path.GetFullPath(output) : Path.GetFullPath(Path.Combine(output, relative))));
            }
        }

        if (files.Count == 0) throw new UserException(ExitCodes.Usage, "There are no files in what was given.");
        files = [.. files.DistinctBy(file => (file.Source, file.Destination))]; // a file given twice is one file
        if (output is not null) Check(files);
        return new OutputPlan(files);
    }

    /// <summary>Sees to it that no result takes the place of a source, or of another result.</summary>
    /// <exception cref="UserException">One would.</exception>
    public static void Check(IReadOnlyList<PlannedFile> files)
    {
        Dictionary<string, string> sourceOf = new(Paths);
        HashSet<string> sources = files.Where(file => !file.IsRemote).SelectMany(file => (string[])[RealPath.OfPlace(file.Source), RealPath.Of(file.Source)]).ToHashSet(Paths);
        foreach (PlannedFile file in files)
        {
            if (sources.Contains(RealPath.OfPlace(file.Destination)))
            {
                throw new UserException(ExitCodes.Usage, $"{file.Destination} is a source and would be overwritten. Choose another place, or say --in-place.");
            }

            if (!sourceOf.TryAdd(file.Destination, file.Source))
            {
                throw new UserException(ExitCodes.Usage, $"{sourceOf[file.Destination]} and {file.Source} would both become {file.Destination}. Give them one after another, or their common folder.");
            }
        }
    }

    /// <summary>Refuses a folder for results that is a file, and one whose earlier results would be taken for sources.</summary>
    private static void CheckFolder(IReadOnlyList<FileSystemInfo> inputs, string output)
    {
        if (File.Exists(Path.TrimEndingDirectorySeparator(output))) throw new UserException(ExitCodes.Usage, $"{output} is a file; several results need a folder.");
        if (!Directory.Exists(output)) return;

        string folder = RealPath.Of(output);
        foreach (FileSystemInfo input in inputs)
        {
            bool isWithin = folder.StartsWith(RealPath.Of(input.FullName) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (isWithin && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
            {
                throw new UserException(ExitCodes.Usage, $"{output} lies in {input}, and the files in it would be taken for sources. Choose another place, or remove them.");
            }
        }
    }

    private static IEnumerable<(string Source, string Relative)> Expand(FileSystemInfo input)
    {
        if (File.Exists(input.FullName)) return [(input.FullName, input.Name)];
        if (!Directory.Exists(input.FullName)) throw new UserException(ExitCodes.Usage, $"{input} does not exist.");

        EnumerationOptions everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        FileSystemEnumerable<string> files = new(input.FullName, (ref entry) => entry.ToFullPath(), everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint), // a link may lead in a circle
        };
        return files.Order(StringComparer.Ordinal).Select(file => (file, Path.GetRelativePath(input.FullName, file)));
    }
}
