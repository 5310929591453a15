using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests;

/// <summary>What CONTRIBUTING.md says about builds and tests.</summary>
public sealed partial class TestConventions
{
    public static TheoryData<string> Projects =>
        [.. Repository.Projects("tests").Where(project => project.EndsWith(".Tests", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Projects))]
    public void A_test_that_starts_processes_is_marked(string project) => Assert.Empty(Sources(project)
        .Where(source => StartsProcess().IsMatch(source.Text) && TestMethod().IsMatch(source.Text)
            && !source.Text.Contains("Trait(\"Category\", \"Process\")", StringComparison.Ordinal))
        .Select(source => source.Path));

    [Theory, MemberData(nameof(Projects))]
    public void No_test_waits_for_a_fixed_time(string project) => Assert.Empty(
        Sources(project).Where(source => Waits().IsMatch(source.Text)).Select(source => source.Path));

    [Fact]
    public void The_quick_loop_leaves_out_the_categories_of_long_tests() => Assert.Contains(
        "--filter \"Category!=Process&Category!=Slow\"", Read("eng/test.sh"), StringComparison.Ordinal);

    [Fact]
    public void Warnings_are_errors_and_public_members_are_documented()
    {
        string[] projects = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)];

        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains("<GenerateDocumentationFile>true</GenerateDocumentationFile>", Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.DoesNotContain("CS1591", Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.DoesNotContain(projects, file => Exemption().IsMatch(File.ReadAllText(file)));
    }

    private static IEnumerable<(string Path, string Text)> Sources(string project) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != $"{nameof(TestConventions)}.cs") // contains the names that it searches for
            .Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"Process\.Start\(|PostgresFixture|CephFixture|NodeProcess|NodeWorkplace|new Workplace\(|TestCluster|IsolatedRunner\(")]
    private static partial Regex StartsProcess();

    [GeneratedRegex(@"\[(Fact|Theory|\w+Fact|\w+Theory)\b")]
    private static partial Regex TestMethod();

    /// <summary>Loops that poll another process, which cannot notify them, have their condition on the same line or name the pause.</summary>
    [GeneratedRegex(@"Thread\.Sleep\(|^\s*await Task\.Delay\((?!Poll)", RegexOptions.Multiline)]
    private static partial Regex Waits();

    [GeneratedRegex("CS1591|TreatWarningsAsErrors>false")]
    private static partial Regex Exemption();
}
