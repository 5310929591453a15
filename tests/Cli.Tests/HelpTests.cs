using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using JpegReducer.Cli.Tests.Running;

namespace JpegReducer.Cli.Tests;

[Trait("Category", "Process")]
public sealed partial class HelpTests : IAsyncLifetime
{
    private static readonly string Pages = File.ReadAllText(Path.Combine(Built.Root, "docs", "cli.md"));
    private readonly Workplace _place = new();

    private static readonly string[] Names = ["compare", "reduce", "status", "submit", "up"];

    public static TheoryData<string> Commands => [.. Names];

    private static int[] Codes =>
    [
        .. typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(
            constant => constant.GetRawConstantValue()).OfType<int>().Order(),
    ];

    [Fact]
    public async Task Every_command_has_a_description_of_one_line()
    {
        EndedProgram help = (await _place.RunAsync("--help")).Expect(ExitCodes.Success);

        string[] listed = [.. help.Output[help.Output.IndexOf("Commands:", StringComparison.Ordinal)..].Split(
            '\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];

        Assert.Equal(Names, listed.Select(line => line.Trim().Split(' ')[0]).Order());
        Assert.All(listed, line => Assert.EndsWith(".", line.TrimEnd(), StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_option_is_described_in_the_help_and_the_documentation(string command)
    {
        EndedProgram help = (await _place.RunAsync(command, "--help")).Expect(ExitCodes.Success);

        MatchCollection options = OptionLine().Matches(help.Output);

        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.True(option.Groups["words"].Value.Split(' ').Length > 2, option.Value));
        Assert.All(options, option => Assert.Contains(option.Groups["name"].Value, Pages, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reduce", 0, 1, 2, 130, 143)]
    [InlineData("compare", 0, 1, 2, 130, 143)]
    [InlineData("submit", 0, 1, 2, 3, 78, 130, 143)]
    [InlineData("status", 0, 1, 2, 3, 130, 143)]
    [InlineData("up", 0, 2, 3, 78, 130, 143)]
    public async Task The_help_lists_the_exit_codes_of_the_command(string command, params int[] codes)
    {
        EndedProgram help = await _place.RunAsync(command, "--help");

        string said = help.Output[help.Output.IndexOf("Exit codes:", StringComparison.Ordinal)..help.Output.IndexOf(
            "Usage:", StringComparison.Ordinal)];

        Assert.Equal(codes, Number().Matches(said).Select(Parse).Order());
        Assert.Subset(Codes.ToHashSet(), codes.ToHashSet());
    }

    [Theory]
    [InlineData("reduce", "a", "-o", "b", "--mode", "tiny")]
    [InlineData("reduce", "a", "-o", "b", "--mode", "1")]
    [InlineData("reduce", "a", "-o", "b", "--quality", "high")]
    [InlineData("reduce", "a", "-o", "b", "--jobs", "0")]
    [InlineData("reduce", "a", "-o", "b", "--target", "NaN")]
    [InlineData("reduce", "a", "-o", "b", "--effort", "2")]
    [InlineData("submit", "a", "--metadata", "some")]
    [InlineData("submit", "a", "--damaged", "all")]
    [InlineData("reduce", "a", "-o", "b", "--also", "avif")]
    [InlineData("submit", "a", "--also", "keep")]
    public async Task An_invalid_value_is_reported_with_the_expected_values_and_without_type_names(params string[] command)
    {
        EndedProgram ended = (await _place.RunAsync(command)).Expect(ExitCodes.Usage);

        string[] lines = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches($"^{command[^2]} is .+, not '{command[^1]}'\\.$", lines[0]);
        Assert.DoesNotContain("System.", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_exit_codes_are_those_of_the_program()
    {
        string section = Pages[Pages.IndexOf("## Exit codes", StringComparison.Ordinal)..];

        Assert.Equal(Codes, CodeRow().Matches(section).Select(Parse).Order());
    }

    [Fact]
    public async Task Usage_errors_are_written_only_to_standard_error()
    {
        EndedProgram ended = await _place.RunAsync("status", "--color");

        ended.Expect(ExitCodes.Usage);
        Assert.Empty(ended.Output);
        Assert.Contains("--color", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("jpegreducer status --help", ended.Errors, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    private static int Parse(Match match) => int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^  (-\S+, )*(?<name>--[a-z-]+)( <[^>]+>)?  +(?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"(: |, |,\s+| or )(?<code>\d+)(?=[ :])")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
