using System.Xml.Linq;

namespace JpegReducer.Architecture.Tests;

/// <summary>Project references are those that the design allows.</summary>
public sealed class ProjectArrows
{
    /// <summary>Allowed references; all others are forbidden.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Imaging"] = [],
        ["Interfaces"] = [],
        ["ApiContracts"] = [],
        ["ServiceDefaults"] = [],
        ["Storage"] = ["Interfaces"],
        ["Hosting"] = ["Interfaces", "Storage", "ServiceDefaults"],
        ["Grains"] = ["Interfaces", "Imaging", "Storage"],
        ["Client"] = ["Interfaces", "Storage", "ApiContracts", "ServiceDefaults", "Hosting"],
        ["Silo"] = ["Interfaces", "Imaging", "Storage", "Grains", "Client", "ServiceDefaults", "Hosting"],
        ["Cli"] = ["Imaging", "ApiContracts"],
    };

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(Name)];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_that_the_design_allows(string project)
    {
        IEnumerable<string> references = References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension)!;

        Assert.Subset(Allowed[project].ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void The_projects_are_those_of_the_design()
    {
        Assert.Equal(Allowed.Keys.Order(), ProjectFiles().Select(Name).Order());
    }

    [Theory]
    [InlineData("Imaging", "Orleans")]
    [InlineData("ApiContracts", "Orleans")]
    [InlineData("Cli", "Orleans")]
    [InlineData("Cli", "Sqlite")]
    [InlineData("Client", "Sqlite")]
    [InlineData("Grains", "Sqlite")]
    [InlineData("Grains", "Npgsql")]
    [InlineData("Interfaces", "Sqlite")]
    public void A_project_does_not_refer_to_packages_of_another_layer(string project, string packages)
    {
        Assert.DoesNotContain(
            References(project, "PackageReference"), package => package.Contains(packages, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_project_uses_no_project_that_it_does_not_refer_to()
    {
        const string Setting = "DisableTransitiveProjectReferences";
        IEnumerable<string> set = Directory.EnumerateFiles(Repository.Root, "*.*", SearchOption.AllDirectories)
            .Where(
                file =>
                Path.GetExtension(file) is ".props" or ".targets" or ".csproj"
                && File.ReadAllText(file).Contains(Setting, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        Assert.Equal(["Directory.Build.props"], set);
        Assert.Contains(
            $"<{Setting}>true</{Setting}>", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_of_packages_are_pinned_in_one_place()
    {
        IEnumerable<string> withVersion = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(
                file => XDocument.Load(file).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));

        Assert.Empty(withVersion);
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static string Name(string projectFile) => Path.GetFileNameWithoutExtension(projectFile);

    private static IEnumerable<string> References(string project, string element) =>
        XDocument.Load(ProjectFiles().Single(file => Name(file) == project)).Descendants(element)
            .Select(reference => reference.Attribute("Include")!.Value);
}
