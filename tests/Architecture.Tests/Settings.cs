using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests;

/// <summary>
/// Settings of a reduction are one document to the ledger: a new one concerns the contract, the mappers and the engine alone.
/// </summary>
public sealed partial class Settings
{
    [Fact]
    public void No_setting_of_a_reduction_is_named_in_storage()
    {
        string[] settings =
            [.. Member().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Interfaces/Jobs/ReductionSettings.cs")))
            .Select(member => member.Groups["name"].Value)];
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Storage"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".sql" && !path.Contains("/obj/", StringComparison.Ordinal))];

        Assert.Contains("Quality", settings);
        Assert.NotEmpty(sources);
        string[] named =
            [.. sources.SelectMany(
            path => settings.Where(name => IsNamed(name, File.ReadAllText(path))).Select(name => $"{name} in {path}"))];
        Assert.Empty(named);
    }

    /// <summary>As a member of the settings, as a quoted name, or as a column.</summary>
    private static bool IsNamed(string setting, string source) =>
        Regex.IsMatch(
            source, $@"(settings|Settings|spec)\.{setting}\b|""{setting}""|^\s*{setting}\s+(integer|text|smallint|boolean|real)\b",
            RegexOptions.Multiline | RegexOptions.IgnoreCase);

    [GeneratedRegex(@"public [\w<>?]+ (?<name>\w+) \{ get; init; \}")]
    private static partial Regex Member();
}
