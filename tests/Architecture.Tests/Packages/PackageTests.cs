using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests.Packages;

/// <summary>What the project takes from others.</summary>
public sealed partial class PackageTests
{
    [Fact]
    public void Every_pinned_version_is_used()
    {
        string[] unused = [.. Pin().Matches(Read("Directory.Packages.props")).Select(match => match.Groups[1].Value)
            .Where(id => !IsNamed(id) && !Graphs.Value.Any(graph => graph.Contains($"\"{id}/", StringComparison.OrdinalIgnoreCase)))];

        // Where only some projects are restored, such a package may be one that another project brings in.
        Assert.True(unused.Length == 0 || Graphs.Value.Length < Projects.Length, string.Join(", ", unused));
    }

    [Fact]
    public void The_notices_are_those_of_the_packages_that_are_shipped()
    {
        string expected = ThirdPartyNotices.Compose(ShippedPackage.All);
        string path = Path.Combine(Repository.Root, ThirdPartyNotices.FileName);
        if (Environment.GetEnvironmentVariable("JPEGREDUCER_WRITE_NOTICES") is not null) File.WriteAllText(path, expected);

        Assert.True(
            File.ReadAllText(path) == expected,
            $"{ThirdPartyNotices.FileName} is out of date: run this test with JPEGREDUCER_WRITE_NOTICES=1.");
    }

    [Fact, Trait("Category", "Process")]
    public async Task The_bill_of_materials_lists_every_shipped_package_with_version_and_license()
    {
        string folder = Directory.CreateTempSubdirectory("jpegreducer-sbom").FullName;
        try
        {
            using Process script =
                Process.Start(
                new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "sbom.sh"), [folder]) { RedirectStandardOutput = true })!;
            await script.StandardOutput.ReadToEndAsync();
            await script.WaitForExitAsync();
            Assert.Equal(0, script.ExitCode);

            Dictionary<string, string> licenses = ShippedPackage.Programs
                .SelectMany(program => Components(Path.Combine(folder, $"{program}.cdx.json")))
                .DistinctBy(component => component.Key)
                .ToDictionary();
            Assert.All(ShippedPackage.All, package =>
            {
                Assert.True(licenses.TryGetValue($"pkg:nuget/{package.Id}@{package.Version}", out string? license), $"{package.Id} is missing.");
                Assert.Equal(package.License, license);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Components(string path)
    {
        using JsonDocument bom = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal("CycloneDX", bom.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal("1.6", bom.RootElement.GetProperty("specVersion").GetString());
        foreach (JsonElement component in bom.RootElement.GetProperty("components").EnumerateArray())
        {
            if (component.TryGetProperty("purl", out JsonElement purl)) yield return KeyValuePair.Create(purl.GetString()!, LicenseOf(component));
        }
    }

    private static string LicenseOf(JsonElement component)
    {
        if (!component.TryGetProperty("licenses", out JsonElement licenses)) return "";
        JsonElement first = licenses[0];
        if (first.TryGetProperty("expression", out JsonElement expression)) return expression.GetString()!;
        JsonElement license = first.GetProperty("license");
        return license.TryGetProperty("id", out JsonElement id) || license.TryGetProperty("name", out id) ? id.GetString()! : "";
    }

    // Packages that others bring in, which central management also pins, are only in the restore graphs.
    private static bool IsNamed(string id) =>
        ProjectFiles.Value.Any(text => text.Contains($"\"{id}\"", StringComparison.OrdinalIgnoreCase))
        || (MagickPackage().IsMatch(id)
            && ProjectFiles.Value.Any(text => text.Contains("\"Magick.NET-$(MagickQuantum)-AnyCPU\"", StringComparison.Ordinal)));

    private static readonly Lazy<string[]> ProjectFiles = new(() =>
    [
        .. from folder in (string[])["src", "tests", "benchmarks", "eng"]
           from pattern in (string[])["*.csproj", "*.props"]
           from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
           select File.ReadAllText(path),
    ]);

    private static readonly string[] Projects =
        [.. ((string[])["src", "tests", "benchmarks", "eng"]).SelectMany(Repository.Projects)];

    private static readonly Lazy<string[]> Graphs = new(() =>
        [.. Projects.Select(project => Path.Combine(Repository.Root, "artifacts", "obj", project, "project.assets.json"))
            .Where(File.Exists).Select(File.ReadAllText)]);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex Pin();

    [GeneratedRegex(@"^Magick\.NET-Q(8|16)-AnyCPU$")]
    private static partial Regex MagickPackage();
}
