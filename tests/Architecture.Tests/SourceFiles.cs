namespace JpegReducer.Architecture.Tests;

/// <summary>Files and folders stay small, and lines readable.</summary>
public sealed class SourceFiles
{
    private const int MaxLines = 400;
    private const int MaxColumns = 150;
    private const int MaxFilesPerFolder = 20;

    [Fact]
    public void No_source_file_has_more_than_four_hundred_lines()
    {
        Assert.Empty(Sources("src").Where(file => File.ReadLines(file).Count() > MaxLines).Select(Relative));
    }

    public static TheoryData<string> Projects =>
    [
        .. new[] { "src", "tests", "benchmarks", "eng" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Relative(Path.GetDirectoryName(file)!)).Order(),
    ];

    [Theory, MemberData(nameof(Projects))]
    public void No_line_has_more_than_150_columns(string folder)
    {
        string[] offenders =
        [
            .. Sources(folder).SelectMany(file => File.ReadLines(file)
                .Select((line, index) => (line.Length, Place: $"{Relative(file)}:{index + 1}"))
                .Where(line => line.Length > MaxColumns)
                .Select(line => line.Place)),
        ];

        Assert.True(offenders.Length == 0, $"{offenders.Length} lines:\n{string.Join('\n', offenders.Take(50))}");
    }

    [Fact]
    public void No_folder_of_the_codecs_has_more_than_20_files()
    {
        IEnumerable<string> crowded = Sources("src/Imaging").GroupBy(file => Path.GetDirectoryName(file)!)
            .Where(folder => folder.Count() > MaxFilesPerFolder)
            .Select(folder => Relative(folder.Key));

        Assert.Empty(crowded);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);
}
