using System.Text.Json;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>The result of a run of the program.</summary>
public sealed record EndedProgram(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of JSON on the standard output, each parsed.</summary>
    public IReadOnlyList<JsonElement> Reports =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The report of an input, by the end of its path.</summary>
    public JsonElement Report(string input) =>
        Reports.Single(report => report.GetProperty("input").GetString()!.EndsWith(input, StringComparison.Ordinal));

    /// <summary>A property of the report of an input, as text.</summary>
    public string? Report(string input, string property) => Report(input).GetProperty(property).ToString();

    /// <summary>Asserts the exit code, and shows what the program said where it is another.</summary>
    public EndedProgram Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"The exit code is {ExitCode}, not {exitCode}.\n{Output}\n{Errors}");
        return this;
    }

    /// <summary>Asserts the exit code, and that the reason is one sentence on the standard error.</summary>
    public void ExpectSentence(int exitCode, string words)
    {
        Expect(exitCode);
        Assert.Contains(words, Errors, StringComparison.Ordinal);
        Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
