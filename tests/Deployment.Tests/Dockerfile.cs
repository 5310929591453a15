using System.Text.RegularExpressions;

namespace JpegReducer.Deployment.Tests;

/// <summary>A Dockerfile by instructions.</summary>
internal sealed class Dockerfile(string project)
{
    // A backslash continues a line; comments do not begin with an instruction.
    private readonly string[] _lines = Regex.Replace(Repository.Read($"src/{project}/Dockerfile"), @" *\\\n *", " ").Split('\n');

    /// <summary>The port at which the program listens.</summary>
    public int HttpPort => int.Parse(Regex.Match(Assert.Single(All("ENV")), @"ASPNETCORE_URLS=http://\[::\]:(\d+)").Groups[1].Value);

    public static Dockerfile Of(string project) => new(project);

    /// <summary>The arguments of every instruction of a kind.</summary>
    public string[] All(string instruction) =>
        [.. _lines.Where(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal))
        .Select(line => line[(instruction.Length + 1)..].Trim())];
}
