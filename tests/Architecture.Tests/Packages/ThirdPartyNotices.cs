using System.Text;

namespace JpegReducer.Architecture.Tests.Packages;

/// <summary>The text of <c>THIRD-PARTY-NOTICES.txt</c>: each shipped package, its own notices, and the texts of all licenses.</summary>
internal static class ThirdPartyNotices
{
    public const string FileName = "THIRD-PARTY-NOTICES.txt";

    private static readonly string Rule = new('=', 78);

    /// <summary>Composes the text from the packages' own files and the license texts in <c>eng/licenses</c>.</summary>
    public static string Compose(IReadOnlyList<ShippedPackage> packages)
    {
        StringBuilder text = new();
        text.Append("JpegReducer is distributed with the packages below. Their own license and notice\n");
        text.Append("files follow the list, then the texts of the licenses that the list names.\n\n");
        foreach (ShippedPackage package in packages) text.Append($"{package.Id} {package.Version}\n  {package.License}. {package.Copyright}\n");

        foreach (IGrouping<string, string> notice in packages.SelectMany(Notices).GroupBy(file => file.Content, file => file.Id))
        {
            AppendSection(text, string.Join(", ", notice.Distinct()), notice.Key);
        }

        foreach (string license in packages.Select(package => package.License).Distinct().Order(StringComparer.Ordinal))
        {
            AppendSection(text, license, ReadText(Path.Combine(Repository.Root, "eng", "licenses", $"{license}.txt")));
        }

        return text.ToString();
    }

    // Files in rich text (Microsoft.CodeAnalysis) are left in their packages.
    private static IEnumerable<(string Id, string Content)> Notices(ShippedPackage package) =>
        from path in Directory.EnumerateFiles(package.Folder).Order(StringComparer.Ordinal)
        let name = Path.GetFileName(path)
        where name.Contains("notice", StringComparison.OrdinalIgnoreCase) || name.StartsWith("license", StringComparison.OrdinalIgnoreCase)
        where !name.EndsWith(".rtf", StringComparison.OrdinalIgnoreCase)
        select (package.Id, ReadText(path));

    private static void AppendSection(StringBuilder text, string title, string content) => text.Append($"\n{Rule}\n{title}\n{Rule}\n\n{content}\n");

    private static string ReadText(string path) =>
        string.Join('\n', File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n');
}
