using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests;

/// <summary>
/// Names, comments, messages and documents use the field's terms, which <c>docs/glossary.md</c> lists, and no synonyms of their own.
/// </summary>
public sealed class LanguageTests
{
    /// <summary>Words that are not used, and what to write instead.</summary>
    private static readonly (string Pattern, string Instead)[] Unused =
    [
        (@"(?i)\bwhoever\b", "any caller"),
        (@"(?i)\bnobody\b", "no one, no caller"),
        (@"(?i)\bsomebody\b", "a caller, another worker"),
        (@"(?i)\banew\b", "again, recreated"),
        (@"(?i)\bmend(s|ed|ing)?\b", "fix, repair"),
        (@"(?i)\bin (its |their |his |the same )?hands?\b", "in flight"),
        (@"(?i)\bhand(s|ed|ing)? (it|them|items?|out|over)\b|\bhand-outs?\b", "lease, grant, return, deliver"),
        (@"(?i)\b(is|are|was|were) gone\b", "dead, deleted, expired"),
        (@"(?i)\b(is|are|was|were) away\b", "unavailable"),
        (@"(?i)\bgiven out\b|\bg(ive|ives|iven|ave) back\b", "granted; released"),
        (@"(?i)\bt(ake|akes|aken|ook) back\b", "reclaim"),
        (@"(?i)\bwalled\b|\bthe house\b|\bguests?\b|\bstrangers?\b", "isolated, architecture, caller, untrusted"),
        (@"(?i)\bsaid again\b|\bsays again\b", "renewed, repeated"),
        (@"(?i)\blooked at\b", "checked, measured, compared"),
        (@"(?i)\bof ours\b|\bof yours\b", "our, your"),
        (@"(?i)\bfor ever\b", "forever"),
        (@"(?i)\btold (from|apart|by)\b", "distinguished, detected"),
        (@"(?i)\bthe former\b", "the name of the thing"),
        (@"(?i)\b(whose|its|their) turn\b", "queue position, order"),
        (@"(?i)\bstands (in|for|here|beside)\b", "is in, represents"),
        (@"(?i)\bcame to\b", "was, reached, resulted in"),
        (@"(?i)\bbrought to (its|their) end\b", "completed"),
        (@"(?i)\bmade anew\b|\bagain and again\b|\bby way of\b", "recreated, repeatedly, through"),
        (@"(?i)colour(?!space\b)", "color"),
        (@"\bMost[A-Z]\w*", "Max…"),
    ];

    private static readonly Regex Any = new(
        string.Join('|', Unused.Select(word => $"({word.Pattern})")), RegexOptions.Compiled | RegexOptions.ExplicitCapture);

    /// <summary>Build output and recorded measurements.</summary>
    private static readonly HashSet<string> Skipped = ["bin", "obj", "results", "TestResults"];

    private static readonly HashSet<string> Texts = [".cs", ".csproj", ".md", ".sql", ".sh", ".yaml", ".html", ".js", ".css", ".props"];

    /// <summary>The folders and files that are checked: the whole repository but the licence and the notices.</summary>
    public static TheoryData<string> Places =>
    [
        "src", "tests", "benchmarks", "eng", "k8s", "docs",
        .. Directory.EnumerateFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)),
    ];

    [Theory, MemberData(nameof(Places))]
    public void Words_that_the_project_does_not_use_do_not_occur(string place)
    {
        string[] found = [.. Files(Path.Combine(Repository.Root, place)).SelectMany(Find)];

        Assert.True(found.Length == 0, $"{found.Length} words:\n{string.Join('\n', found.Take(100))}");
    }

    [Theory]
    [InlineData("It is handed out.")]
    [InlineData("Whoever asks is answered.")]
    [InlineData("int MostItems")]
    public void A_word_that_the_project_does_not_use_is_found(string line)
    {
        Assert.Matches(Any, line);
    }

    private static IEnumerable<string> Files(string place) => File.Exists(place)
        ? [place]
        : Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(IsChecked);

    private static bool IsChecked(string file) =>
        Texts.Contains(Path.GetExtension(file))
        && Path.GetFileName(file) != "LanguageTests.cs"
        && !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(Skipped.Contains);

    private static IEnumerable<string> Find(string file) =>
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        let match = Any.Match(line.Text)
        where match.Success
        let instead = Unused.First(word => Regex.IsMatch(match.Value, word.Pattern)).Instead
        select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}: '{match.Value}', write: {instead}";
}
