using System.Text.RegularExpressions;

namespace JpegReducer.Deployment.Tests;

/// <summary>What a Dockerfile says, by instruction.</summary>
internal sealed class Dockerfile(string project)
{
    private readonly string[] _lines = [.. Regex.Replace(Repository.Read($"src/{project}/Dockerfile"), @"^#.*\n| *\\\n *", match => match.Value[0] == '#' ? "" : " ", RegexOptions.Multiline)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The port of the URL that it listens at.</summary>
    public int HttpPort => int.Parse(Regex.Match(Assert.Single(All("ENV")), @"ASPNETCORE_URLS=http://\+:(\d+)").Groups[1].Value);

    public static Dockerfile Of(string project) => new(project);

    /// <summary>The arguments of every instruction of a kind.</summary>
    public string[] All(string instruction) => [.. _lines.Where(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal)).Select(line => line[(instruction.Length + 1)..].Trim())];
}
