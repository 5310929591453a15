using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Files;

/// <summary>Which file goes where: decided, and checked, before any work begins.</summary>
/// <param name="Files">In the order given; folders in the order of their names.</param>
/// <param name="Unprocessed">What was found and is not processed.</param>
internal sealed record OutputPlan(IReadOnlyList<PlannedFile> Files, IReadOnlyList<Unprocessed> Unprocessed)
{
    /// <summary>Plans the results of <paramref name="inputs"/>.</summary>
    /// <param name="inputs">Files and folders; what lies in folders keeps its place relative to them.</param>
    /// <param name="output">A folder, or a file where there is one input file; <see langword="null"/> to replace the sources.</param>
    /// <param name="cancellationToken">Ends the search of folders.</param>
    /// <exception cref="UserException">An input is missing, two results would be one file, or a source would be overwritten.</exception>
    public static OutputPlan Create(IReadOnlyList<string> inputs, string? output, CancellationToken cancellationToken)
    {
        try
        {
            return Plan(inputs, output, cancellationToken);
        }
        catch (PosixException exception)
        {
            throw new UserException(ExitCodes.Usage, $"{output ?? "What was given"} cannot be used: {exception.Message}.");
        }
    }

    private static OutputPlan Plan(IReadOnlyList<string> inputs, string? output, CancellationToken cancellationToken)
    {
        (string Named, string Path, FileStat Stat)[] found = [.. inputs.Select(Find)];
        bool isOneFile = output is not null && found is [{ Stat.Kind: not FileKind.Folder }] && !Folders.Exists(
            RealPath.Full(output)) && !Path.EndsInDirectorySeparator(output);
        if (output is not null && !isOneFile) CheckFolder(found, output, cancellationToken);

        List<PlannedFile> files = [];
        List<Unprocessed> unprocessed = [];
        HashSet<FileIdentity> replaced = [];
        foreach ((string _, string input, FileStat stat) in found)
        {
            if (stat.Kind is FileKind.Folder)
            {
                FolderWalk walk = new FolderWalk(input).Run(cancellationToken);
                foreach (string file in walk.Files) Add(file, Path.GetRelativePath(input, file));
                unprocessed.AddRange(walk.Unprocessed);
            }
            else if (stat.Kind is FileKind.Regular)
            {
                Add(input, Path.GetFileName(input));
            }
            else
            {
                unprocessed.Add(new Unprocessed(input, IsFailure: true, FileReasons.NotRegular, $"It is {stat.KindInWords}."));
            }
        }

        if (files.Count == 0 && unprocessed.Count == 0) throw new UserException(ExitCodes.Usage, "There are no files in what was given.");
        files = [.. files.DistinctBy(file => (file.Source, file.Destination))]; // a file given twice is one file
        if (output is not null) Check(files);
        return new OutputPlan(files, [.. unprocessed.DistinctBy(entry => entry.Path)]);

        void Add(string source, string relative)
        {
            if (output is not null)
            {
                files.Add(new PlannedFile(source, relative, Place(
                    isOneFile ? RealPath.Full(output) : Path.GetFullPath(relative, RealPath.Full(output)), isOneFile)));
                return;
            }

            // What a link leads to is replaced, not the link; a file that can be reached in several ways once.
            string real = RealPath.Of(source);
            bool isKnown = FileStat.TryOf(real) is { Links: 1, Identity: var identity } && !replaced.Add(identity);
            if (!isKnown) files.Add(new PlannedFile(real, relative, real) { Found = source });
        }
    }

    /// <summary>Sees to it that no result takes the place of a source, or of another result.</summary>
    /// <exception cref="UserException">One would.</exception>
    public static void Check(IReadOnlyList<PlannedFile> files)
    {
        Dictionary<string, string> sourceOf = new(StringComparer.Ordinal);
        HashSet<string> sources = files.Where(file => !file.IsRemote)
            .SelectMany(file => (string[])[RealPath.OfPlace(file.Source), RealPath.Of(file.Source)])
            .ToHashSet(StringComparer.Ordinal);
        foreach (PlannedFile file in files)
        {
            if (sources.Contains(RealPath.OfPlace(file.Destination)))
            {
                throw new UserException(
                    ExitCodes.Usage, $"{file.Destination} is a source and would be overwritten. Choose another place, or say --in-place.");
            }

            if (!sourceOf.TryAdd(file.Destination, file.Source))
            {
                throw new UserException(ExitCodes.Usage, $"{sourceOf[file.Destination]} and {file.Source} would both become "
                    + $"{file.Destination}. Give them one after another, or their common folder.");
            }
        }
    }

    /// <summary>The place of a result: where a link is at it, what the link leads to.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="isNamed">Whether it was given as it is, so that an unusable place is wrong usage and not one file's failure.</param>
    private static string Place(string path, bool isNamed)
    {
        // The links of /proc/self/fd, to which /dev/stdout leads, stand for open files: there is nothing to replace.
        for (string link = path; RealPath.TargetOf(link) is { } target && isNamed; link = Path.GetFullPath(target, Path.GetDirectoryName(link)!))
        {
            if (VirtualFileSystem.Contains(Path.GetDirectoryName(link)!)) throw Unusable("a file that a program has open");
        }

        string real = RealPath.Of(path);
        if (isNamed && FileStat.TryOf(real) is { Kind: not FileKind.Regular } stat) throw Unusable(stat.KindInWords);
        if (isNamed && VirtualFileSystem.Contains(real)) throw Unusable("a file of the kernel");
        return real;

        UserException Unusable(string what) =>
            new(ExitCodes.Usage, $"{path} is {what}; a result is written only to a regular file, or to a new one.");
    }

    private static (string Named, string Path, FileStat Stat) Find(string input)
    {
        string path = RealPath.Full(input);
        if (!Path.EndsInDirectorySeparator(input)) path = Path.TrimEndingDirectorySeparator(path);
        try
        {
            return (input, path, FileStat.TryOf(path) ?? throw new UserException(ExitCodes.Usage, $"{input} does not exist."));
        }
        catch (PosixException exception)
        {
            throw new UserException(ExitCodes.Usage, $"{input} cannot be read: {exception.Message}.");
        }
    }

    /// <summary>Rejects an output that is not a folder, and one whose earlier results would be treated as sources.</summary>
    private static void CheckFolder(
        IEnumerable<(string Named, string Path, FileStat Stat)> inputs, string output, CancellationToken cancellationToken)
    {
        string path = Path.TrimEndingDirectorySeparator(RealPath.Full(output));
        if (FileStat.TryOf(path) is not { } stat) return;
        if (stat.Kind is not FileKind.Folder)
            throw new UserException(
                ExitCodes.Usage, $"{Path.TrimEndingDirectorySeparator(output)} is {Article(stat)}; several results need a folder.");

        string folder = RealPath.Of(path);
        foreach ((string named, string input, FileStat _) in inputs)
        {
            string within = RealPath.Of(input);
            bool isWithin = folder.StartsWith(within is "/" ? within : $"{within}/", StringComparison.Ordinal) && folder != within;
            if (isWithin && new FolderWalk(folder).Run(cancellationToken).Files.Count > 0)
            {
                throw new UserException(ExitCodes.Usage, $"{output} lies in {named}, and the files in it would be treated as sources. "
                    + $"Choose another folder, or remove them.");
            }
        }
    }

    private static string Article(FileStat stat) => stat.Kind is FileKind.Regular ? "a file" : stat.KindInWords;
}
