using System.Text.RegularExpressions;

namespace JpegReducer.Deployment.Tests;

/// <summary>The pages about running a cluster, and those at the root.</summary>
public sealed class ManualTests
{
    [Theory]
    [InlineData("k8s/README.md")]
    [InlineData("docs/hetzner.md")]
    [InlineData("docs/operations.md")]
    [InlineData("README.md")]
    [InlineData("SECURITY.md")]
    [InlineData("CONTRIBUTING.md")]
    public void A_file_that_a_page_references_exists(string page)
    {
        string text = Repository.Read(page);
        string folder = Path.GetDirectoryName(page)!;
        IEnumerable<string> named = Regex.Matches(text, @"(?<![\w./-])(?:benchmarks|docs|eng|k8s|samples|src|tests)/[\w./-]*\w")
            .Select(match => match.Value);
        IEnumerable<string> linked = Regex.Matches(text, @"\]\((?!https:)([^)#]+)")
            .Select(match => Path.Combine(folder, match.Groups[1].Value));

        Assert.All(named.Concat(linked), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void The_manual_has_the_ports_between_nodes()
    {
        string text = Repository.Read("docs/hetzner.md");

        Assert.Contains(
            $"{Repository.DefaultOf("Cluster:SiloPort")} for silos, {Repository.DefaultOf("Cluster:GatewayPort")} for gateways", text,
            StringComparison.Ordinal);
    }
}
