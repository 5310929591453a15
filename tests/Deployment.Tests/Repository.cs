using System.Text.RegularExpressions;

namespace JpegReducer.Deployment.Tests;

/// <summary>The sources as text: manifests and units are checked against them.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>
    /// The settings that docs/operations.md lists, as <c>Section:Name</c>; another test compares that list with the options classes.
    /// </summary>
    public static IReadOnlySet<string> Settings { get; } = SettingRows()
        .SelectMany(row => Quoted().Matches(row[0]).Select(match => match.Groups[1].Value)).ToHashSet();

    /// <summary>The version of the program.</summary>
    public static string Version { get; } = Regex.Match(Read("Directory.Build.props"), "<Version>(.+)</Version>").Groups[1].Value;

    /// <summary>The paths of the health endpoints.</summary>
    public static IReadOnlySet<string> HealthPaths { get; } =
        Regex.Matches(Read("src/ServiceDefaults/Health/HealthEndpoints.cs"), "MapHealthChecks\\(\\s*\"([^\"]+)\"")
            .Select(match => match.Groups[1].Value).ToHashSet();

    /// <summary>How long a silo may drain.</summary>
    public static TimeSpan DrainTimeout { get; } = TimeSpan.FromMinutes(int.Parse(DefaultOf("Node:DrainTimeout").TrimEnd('m')));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files below a folder, by their paths from the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The default of a setting, as docs/operations.md has it.</summary>
    public static string DefaultOf(string setting) =>
        SettingRows().Single(row => row[0].Contains($"`{setting}`", StringComparison.Ordinal))[1].Trim();

    private static IEnumerable<string[]> SettingRows() =>
        Read("docs/operations.md").Split('\n').Where(line => SettingRow().IsMatch(line)).Select(line => line.Trim('|').Split('|'));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "JpegReducer.Orleans.sln")) ? folder.FullName : Find(folder.Parent!);

    [GeneratedRegex(@"^\| `[A-Z]\w+:\w+`")]
    private static partial Regex SettingRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
